import { useState } from "preact/hooks";
import { countryName, findCountries } from "../core/countries";
import { lang, say, type WordKey } from "../words";
import { Button } from "./button";
import { Frame, type FieldProps } from "./field";
import { Icon } from "./icon";

interface Naming {
  /** The programme's own name for a code, where it has one; else the language's tables are asked. */
  readonly nameOf?: ((code: string) => string | undefined) | undefined;
  /** Offered before anything is typed. */
  readonly likely?: readonly string[] | undefined;
}
export interface CountryFieldProps extends FieldProps<string | null>, Naming {}
export interface CountriesFieldProps extends FieldProps<readonly string[]>, Naming {}

const own: Readonly<Record<string, WordKey>> = {
  XXA: "country.stateless",
  XXB: "country.refugee",
  XXC: "country.refugeeOther",
  XXX: "country.unspecified",
  UNA: "country.unAgency",
  UNK: "country.unKosovo",
  UTO: "country.utopia",
  GBD: "country.britishOverseas",
  GBN: "country.britishNational",
  GBO: "country.britishOverseasCitizen",
  GBP: "country.britishProtected",
  GBS: "country.britishSubject",
  XOM: "country.order",
  XPO: "country.interpol",
};

/** A country or issuer in the language on the screen; organisations without a name of their own keep their code. */
export function countryWord(code: string, nameOf?: (code: string) => string | undefined): string {
  const key = own[code];
  return (
    nameOf?.(code) ??
    (countryName(code, lang.value) || (key ? say(key as "country.utopia") : say("country.organisation")))
  );
}

/** One country, found by any name or by the letters of the passport. The value is its alpha-3 code. */
export function CountryField(props: CountryFieldProps) {
  const { id, value, onChange, nameOf, likely = [] } = props;
  return (
    <Frame {...props} group>
      {value ? (
        <div class="chosen">
          <CountryFace code={value} nameOf={nameOf} />
          <Button onPress={() => onChange(null)} name={`${say("act.change")}: ${props.label}`}>
            {say("act.change")}
          </Button>
        </div>
      ) : (
        <CountrySearch id={id} nameOf={nameOf} likely={likely} onFound={onChange} />
      )}
    </Frame>
  );
}

/** Several countries, in the order they were added. */
export function CountriesField(props: CountriesFieldProps) {
  const { id, value, onChange, nameOf, likely = [] } = props;
  return (
    <Frame {...props} group>
      {value.length > 0 && (
        <ul class="chips">
          {value.map((code) => (
            <li key={code} class="chip">
              <CountryFace code={code} nameOf={nameOf} />
              <button
                type="button"
                class="chip-remove"
                aria-label={say("act.remove", { what: countryWord(code, nameOf) })}
                onClick={() => onChange(value.filter((v) => v !== code))}
              >
                <Icon name="close" size={20} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <CountrySearch
        id={id}
        nameOf={nameOf}
        likely={likely.filter((code) => !value.includes(code))}
        onFound={(code) => onChange(value.includes(code) ? value : [...value, code])}
      />
    </Frame>
  );
}

function CountryFace({ code, nameOf }: { readonly code: string; readonly nameOf: Naming["nameOf"] }) {
  return (
    <span class="country">
      <span class="country-name">{countryWord(code, nameOf)}</span>
      <span class="country-code">{code}</span>
    </span>
  );
}

interface SearchProps extends Naming {
  readonly id: string;
  readonly onFound: (code: string) => void;
}

function CountrySearch({ id, nameOf, likely = [], onFound }: SearchProps) {
  const [text, type] = useState("");
  const found = text.trim() ? findCountries(text, (code) => countryWord(code, nameOf)) : likely;
  const take = (code: string) => {
    type("");
    onFound(code);
  };
  return (
    <div class="country-search">
      <input
        id={`${id}-search`}
        class="input"
        type="text"
        autocomplete="off"
        spellcheck={false}
        value={text}
        placeholder={say("country.search")}
        aria-label={say("country.search")}
        onInput={(e) => type(e.currentTarget.value)}
        onKeyDown={(e) => {
          if (e.key !== "Enter" || !found[0]) return;
          // Enter takes the best match; it must not save the form.
          e.preventDefault();
          take(found[0]);
        }}
      />
      {found.length > 0 && (
        <ul class="tiles">
          {found.map((code) => (
            <li key={code}>
              <button type="button" class="tile-face" onClick={() => take(code)}>
                <CountryFace code={code} nameOf={nameOf} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {text.trim() && found.length === 0 && (
        <p class="quiet" role="status">
          {say("country.none", { text: text.trim() })}
        </p>
      )}
    </div>
  );
}
