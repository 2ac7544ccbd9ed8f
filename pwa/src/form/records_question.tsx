// Which records are meant: big tiles, families together. Taking part of a family asks for the reason.

import { useState } from "preact/hooks";
import type { Field } from "../core/programme";
import type { Value } from "../core/wire";
import { Button } from "../parts/button";
import { Frame } from "../parts/field";
import { useGrowing } from "../parts/growing";
import { TextField } from "../parts/text_field";
import { Tile, type Option } from "../parts/toggle";
import type { View } from "../store/api";
import { say } from "../words";
import { marksOf } from "../screens/custody_links";
import type { Sight } from "../screens/look";
import { nameOf, numberOf } from "../screens/naming";
import { detailOf } from "../screens/record_row";
import { hasCodes, ScanBox } from "./scan_box";
import { offered, parties, splitParties, tapped, type Party } from "./choosing";

export interface RecordsQuestionProps {
  readonly sight: Sight;
  readonly id: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
  readonly needed?: boolean | undefined;
  readonly field: Field;
  readonly named: readonly string[];
  readonly opened: View | null;
  /** Naming somebody takes them along, and with them their family; else they are only noted. */
  readonly takes: boolean;
  /** False when the form asks for the reason itself. */
  readonly asksReason: boolean;
  readonly reason: string;
  readonly onReason: (reason: string) => void;
  readonly onAnswer: (value: Value) => void;
}

export function RecordsQuestion(props: RecordsQuestionProps) {
  const { sight, field, named, onAnswer, id, reason, onReason } = props;
  const [together, keepTogether] = useState(props.takes);
  // Fixed when the question opens, so that nothing moves under a finger.
  const [first] = useState(() => offered(sight, field, named, props.opened).map((view) => view.id));
  const views = first.flatMap((one) => sight.views.get(one) ?? []);
  const groups = parties(sight, views);
  const { drawn, end } = useGrowing(groups.length);
  const single = field.type === "ref";
  const families = !single && groups.some(({ members }) => members.length > 1);
  const split = single ? [] : splitParties(groups, named);
  const tap = (view: View, party: Party) => {
    if (single) onAnswer(named.includes(view.id) ? null : view.id);
    else onAnswer(tapped(named, view.id, party, together));
  };
  return (
    <>
      <Frame {...props} group>
        {families && (
          <div class="quick">
            <Button kind="quiet" icon={together ? "check" : undefined} onPress={() => keepTogether(!together)}>
              {say(together ? "post.partyTogether" : "post.partySplit")}
            </Button>
          </div>
        )}
        {!single && hasCodes(sight, field.of) && (
          <ScanBox
            id={`${id}-scan`}
            {...{ sight, field, views, named }}
            onFound={(view) => {
              const party = groups.find(({ members }) => members.includes(view));
              if (party && !named.includes(view.id)) onAnswer(tapped(named, view.id, party, together));
            }}
          />
        )}
        {groups.slice(0, drawn).map((party) => (
          <div key={party.key} class="party" data-many={party.members.length > 1 || undefined}>
            {!single && party.members.length > 1 && (
              <p class="party-head">{say("flow.wholeOf", { count: party.members.length })}</p>
            )}
            <div class="tiles" data-stacked>
              {party.members.map((view) => (
                <Tile
                  key={view.id}
                  option={optionOf(sight, view)}
                  kind={single ? "radio" : "checkbox"}
                  name={id}
                  checked={named.includes(view.id)}
                  invalid={Boolean(props.problem)}
                  onPress={() => tap(view, party)}
                />
              ))}
            </div>
          </div>
        ))}
        {end}
        {views.length === 0 && <p class="quiet">{say("flow.nobody")}</p>}
      </Frame>
      {props.asksReason && split.length > 0 && (
        <TextField
          id={`${id}-split`}
          label={say("flow.split")}
          hint={say("flow.splitWhy")}
          value={reason}
          lines={2}
          onChange={onReason}
          problem={props.problem && !reason.trim() ? say("fault.needed") : undefined}
        />
      )}
    </>
  );
}

function optionOf(sight: Sight, view: View): Option {
  const name = nameOf(sight, view);
  const number = numberOf(sight, view);
  const [mark] = marksOf(sight, view);
  const detail = [number, mark?.word, detailOf(sight, view)].filter(Boolean).join(" · ");
  return { value: view.id, label: name.whole, detail, sign: mark?.sign };
}
