// Bringing a list: choose the file, see how it is understood, put a column right, and enter the rows that are good.

import { useState } from "preact/hooks";
import { Button, PrimaryBar } from "../parts/button";
import { Notice } from "../parts/notice";
import { bringList, type ListAsked, type ListFault, type ListRead, ProblemOfServer } from "../store/api";
import { say } from "../words";
import { problemWords } from "../words/problems";
import { Screen } from "./chrome";
import type { Sight } from "./look";
import { tell, told } from "./naming";

export interface BringListProps {
  readonly sight: Sight;
  readonly id: string;
  readonly name: string;
  readonly onDone: () => void;
}

const ENCODINGS = ["utf-8", "gb18030", "big5", "cp932", "cp949", "cp1252"] as const;
const SHOWN_FAULTS = 30;

export function BringList({ sight, id, name, onDone }: BringListProps) {
  const [file, take] = useState<File | null>(null);
  const [asked, wish] = useState<ListAsked>({});
  const [read, show] = useState<ListRead | null>(null);
  const [problem, tellProblem] = useState("");
  const [isBusy, work] = useState(false);
  const ask = async (what: File, how: ListAsked) => {
    work(true);
    tellProblem("");
    wish(how);
    try {
      show(await bringList(id, what, how));
    } catch (cause) {
      if (!(cause instanceof ProblemOfServer)) throw cause;
      tellProblem(cause.code);
    } finally {
      work(false);
    }
  };
  const chosen = (list: FileList | null) => {
    const [first] = list ?? [];
    if (!first) return;
    take(first);
    show(null);
    void ask(first, {});
  };
  const again = (how: ListAsked) => file && void ask(file, { ...asked, ...how });
  return (
    <Screen title={say("list.title")} lead={name} onBack={onDone}>
      {!read?.entered && (
        <label class="list-file">
          <span class="button" data-kind="plain" data-wide>
            <span>{file ? file.name : say("list.choose")}</span>
          </span>
          <input
            type="file"
            accept=".xlsx,.xls,.xlsm,.csv,.txt,.tsv"
            aria-label={say("list.choose")}
            onChange={(event) => chosen(event.currentTarget.files)}
          />
          <span class="quiet">{say("list.kinds")}</span>
        </label>
      )}
      {isBusy && <p role="status">{say("list.reading")}</p>}
      {problem && (
        <Notice tone="waiting" title={problemWords(problem).what}>
          <p>{problem === "offline" ? say("list.offline") : problemWords(problem).next}</p>
        </Notice>
      )}
      {read && !read.entered && (
        <Understood
          sight={sight}
          read={read}
          onColumns={(columns) => again({ columns, head_row: read.head_row })}
          onEncoding={(encoding) => again({ encoding })}
        />
      )}
      {read?.entered && <Entered read={read} />}
      {read && <Faults sight={sight} read={read} />}
      {read && !read.entered && (
        <PrimaryBar
          label={say("list.enter", { count: read.rows })}
          disabled={isBusy || read.rows === 0}
          onPress={() => again({ enter: true })}
        />
      )}
      {read?.entered && <PrimaryBar label={say("list.done")} onPress={onDone} />}
    </Screen>
  );
}

/** What a column may say: a field by its own word, or the programme's word for several. */
const columnWord = (sight: Sight, choice: string): string =>
  told(`roll.${choice}`) ??
  tell(
    Object.values(sight.programme.kinds)
      .map((fields) => fields[choice]?.label)
      .find(Boolean) ?? choice,
  );

interface UnderstoodProps {
  readonly sight: Sight;
  readonly read: ListRead;
  readonly onColumns: (columns: Readonly<Record<string, string>>) => void;
  readonly onEncoding: (encoding: string) => void;
}

function Understood({ sight, read, onColumns, onEncoding }: UnderstoodProps) {
  const put = (at: number, choice: string) => {
    const all = read.heads.map((_, n) => [String(n), n === at ? choice : (read.columns[String(n)] ?? "")] as const);
    onColumns(Object.fromEntries(all));
  };
  return (
    <section class="list-read">
      <h2>{say("list.columns")}</h2>
      <p class="quiet">{say(read.remembered ? "list.remembered" : "list.guessed")}</p>
      <ul class="list-columns">
        {read.heads.map((head, at) =>
          head || read.sample.some((row) => row[at]) ? (
            <li key={at} data-unread={!read.columns[String(at)] || undefined}>
              <label>
                <span class="list-head" dir="auto">
                  {head || say("list.column", { number: at + 1 })}
                </span>
                <span class="quiet list-sample" dir="auto">
                  {read.sample
                    .map((row) => row[at])
                    .filter(Boolean)
                    .slice(0, 2)
                    .join(" · ")}
                </span>
                <select value={read.columns[String(at)] ?? ""} onChange={(event) => put(at, event.currentTarget.value)}>
                  <option value="">{say("list.unused")}</option>
                  {read.choices.map((choice) => (
                    <option key={choice} value={choice}>
                      {columnWord(sight, choice)}
                    </option>
                  ))}
                </select>
              </label>
            </li>
          ) : null,
        )}
      </ul>
      {read.encoding && (
        <details class="typed">
          <summary>{say("list.garbled")}</summary>
          <div class="acts">
            {ENCODINGS.map((encoding) => (
              <Button key={encoding} onPress={() => onEncoding(encoding)}>
                {encoding.toUpperCase()}
              </Button>
            ))}
          </div>
        </details>
      )}
      <Counts read={read} />
    </section>
  );
}

/** What entering does, or did. */
function Counts({ read }: { readonly read: ListRead }) {
  const { counts } = read;
  const said: readonly (readonly [string, number])[] = [
    [say("list.new"), counts.new],
    [say("list.changed"), counts.changed],
    [say("list.same"), counts.same],
    [say("list.met"), counts.met],
    [say("list.absent"), read.absent.length],
    [say("list.setAside"), read.set_aside],
  ];
  return (
    <ul class="list-counts">
      {said
        .filter(([, count]) => count > 0)
        .map(([word, count]) => (
          <li key={word}>
            <b>{count}</b>
            <span>{word}</span>
          </li>
        ))}
    </ul>
  );
}

function Entered({ read }: { readonly read: ListRead }) {
  return (
    <section class="list-read">
      <Notice tone="settled" title={say("list.entered", { count: read.rows })}>
        <p>{say("list.again")}</p>
      </Notice>
      <Counts read={read} />
    </section>
  );
}

/** Rows that did not enter, and cells left out: where they stand, what they say, what to do. */
function Faults({ sight, read }: { readonly sight: Sight; readonly read: ListRead }) {
  if (read.faults_total === 0) return null;
  return (
    <section class="list-read">
      <h2>{say("list.faults", { count: read.faults_total })}</h2>
      <ol class="list-faults">
        {read.faults.slice(0, SHOWN_FAULTS).map((fault) => (
          <li key={`${String(fault.row)}${fault.code}${fault.field ?? ""}`} data-kept={fault.kept || undefined}>
            <b>{say("list.row", { number: fault.row })}</b>
            <span>
              {[fault.field && columnWord(sight, fault.field), fault.code !== "twice" && fault.said]
                .filter(Boolean)
                .join(": ")}
            </span>
            <span class="quiet">{faultWord(fault)}</span>
          </li>
        ))}
      </ol>
      {read.faults_total > SHOWN_FAULTS && (
        <p class="quiet">{say("list.moreFaults", { count: read.faults_total - SHOWN_FAULTS })}</p>
      )}
    </section>
  );
}

function faultWord(fault: ListFault): string {
  const why = whyOf(fault);
  return fault.kept ? `${why} ${say("list.kept")}` : why;
}

function whyOf({ code, said }: ListFault): string {
  switch (code) {
    case "needed":
      return say("list.needed");
    case "elsewhere":
      return say("list.elsewhere");
    case "twice":
      return say("list.twice", { row: said ?? "" });
    case "option":
      return say("list.option");
    default:
      return say("list.format");
  }
}
