import { useRef, useState } from "preact/hooks";
import {
  inkBytesMax,
  readSignature,
  sheet,
  strokePath,
  writeInk,
  writeName,
  type Point,
  type Stroke,
} from "../core/ink";
import { say } from "../words";
import { Button } from "./button";
import { Frame, type FieldProps } from "./field";

export interface SignaturePadProps extends FieldProps<string> {
  /** The name already known of the one who signs; offered when signing by name. */
  readonly signer?: string | undefined;
}

/** A signature by finger, pen or mouse; or by name, typed before a witness. The value is text (core/ink). */
export function SignaturePad(props: SignaturePadProps) {
  const { id, value, onChange, hint, signer = "" } = props;
  const signature = readSignature(value);
  const [byName, nameIt] = useState(signature?.kind === "name");
  const turn = () => {
    nameIt(!byName);
    onChange(byName ? "" : writeName(signer, ""));
  };
  return (
    <Frame {...props} hint={hint ?? (byName ? undefined : say("sign.hint"))} group>
      {byName ? (
        <NamedSignature id={id} value={value} onChange={onChange} />
      ) : (
        <InkPad value={value} onChange={onChange} label={props.label} />
      )}
      <Button kind="quiet" icon="pen" onPress={turn}>
        {byName ? say("sign.byHand") : say("sign.byName")}
      </Button>
    </Frame>
  );
}

interface InkProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function InkPad({ value, onChange, label }: InkProps & { readonly label: string }) {
  const live = useRef<SVGPathElement>(null);
  const stroke = useRef<Point[]>([]);
  const signature = readSignature(value);
  const strokes = signature?.kind === "ink" ? signature.strokes : [];
  const full = value.length > inkBytesMax * 0.9;

  const add = (pad: SVGSVGElement, events: readonly PointerEvent[]) => {
    const box = pad.getBoundingClientRect();
    for (const e of events) {
      stroke.current.push({
        x: ((e.clientX - box.left) / box.width) * sheet.width,
        y: ((e.clientY - box.top) / box.height) * sheet.height,
      });
    }
    live.current?.setAttribute("d", strokePath(stroke.current));
  };
  const begin = (e: PointerEvent & { readonly currentTarget: SVGSVGElement }) => {
    if (full || !e.isPrimary || e.button !== 0) return;
    e.currentTarget.setPointerCapture(e.pointerId);
    stroke.current = [];
    add(e.currentTarget, [e]);
  };
  const move = (e: PointerEvent & { readonly currentTarget: SVGSVGElement }) => {
    if (!e.currentTarget.hasPointerCapture(e.pointerId)) return;
    const between = e.getCoalescedEvents();
    add(e.currentTarget, between.length ? between : [e]);
  };
  const end = () => {
    if (!stroke.current.length) return;
    onChange(writeInk([...strokes, stroke.current]));
    stroke.current = [];
    live.current?.setAttribute("d", "");
  };
  const empty = strokes.length === 0;
  return (
    <div class="ink">
      <svg
        class="ink-sheet"
        viewBox={`0 0 ${String(sheet.width)} ${String(sheet.height)}`}
        role="img"
        aria-label={`${label}: ${empty ? say("sign.empty") : say("sign.signed", { count: strokes.length })}`}
        onPointerDown={begin}
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={end}
      >
        <path class="ink-line" d="M60 310H940" />
        {empty && (
          <text class="ink-cross" x="60" y="285">
            ×
          </text>
        )}
        <Strokes strokes={strokes} />
        <path ref={live} class="ink-stroke" />
      </svg>
      <div class="ink-acts">
        <Button icon="undo" disabled={empty} onPress={() => onChange(writeInk(strokes.slice(0, -1)))}>
          {say("sign.undo")}
        </Button>
        <Button icon="close" disabled={empty} onPress={() => onChange("")}>
          {say("sign.clear")}
        </Button>
      </div>
      <p class="quiet" role="status">
        {full ? say("sign.full") : ""}
      </p>
    </div>
  );
}

function NamedSignature({ id, value, onChange }: InkProps & { readonly id: string }) {
  const signature = readSignature(value);
  const { name, witness } = signature?.kind === "name" ? signature : { name: "", witness: "" };
  return (
    <div class="named">
      <label class="field">
        <span class="field-label">{say("sign.name")}</span>
        <input
          class="input"
          type="text"
          autocomplete="off"
          dir="auto"
          value={name}
          onInput={(e) => onChange(writeName(e.currentTarget.value, witness))}
        />
      </label>
      <label class="field" for={`${id}-witness`}>
        <span class="field-label">{say("sign.witness")}</span>
        <span class="field-hint">{say("sign.witnessWhy")}</span>
        <input
          id={`${id}-witness`}
          class="input"
          type="text"
          autocomplete="off"
          dir="auto"
          value={witness}
          onInput={(e) => onChange(writeName(name, e.currentTarget.value))}
        />
      </label>
    </div>
  );
}

/** A signature to look at. */
export function SignatureView({ value }: { readonly value: string }) {
  const signature = readSignature(value);
  if (!signature) return <p class="quiet">{say("sign.empty")}</p>;
  if (signature.kind === "name") {
    return (
      <p class="signed-name">
        {say("sign.signedName", { name: signature.name })}
        <br />
        {say("sign.witnessed", { name: signature.witness })}
      </p>
    );
  }
  return (
    <svg
      class="ink-view"
      viewBox={`0 0 ${String(sheet.width)} ${String(sheet.height)}`}
      role="img"
      aria-label={say("sign.signed", { count: signature.strokes.length })}
    >
      <Strokes strokes={signature.strokes} />
    </svg>
  );
}

function Strokes({ strokes }: { readonly strokes: readonly Stroke[] }) {
  return (
    <>
      {strokes.map((stroke, i) => (
        <path key={i} class="ink-stroke" d={strokePath(stroke)} />
      ))}
    </>
  );
}
