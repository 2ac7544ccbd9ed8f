import { dateFault } from "../core/civil_date";
import { say } from "../words";
import { clock, dayOf, offsetOf } from "../words/time";
import { Button } from "./button";
import { DateBoxes } from "./date_field";
import { Frame, type FieldProps } from "./field";

export interface DateTimeFieldProps extends FieldProps<string> {
  /** Now, ms since 1970 UTC, for the button of that name. */
  readonly now: number;
}

/** Day and clock in the programme's zone. The value is RFC 3339 with offset when complete, what was typed until then. */
export function DateTimeField(props: DateTimeFieldProps) {
  const { id, value, onChange, problem, needed = true, now } = props;
  const [day = "", rest = ""] = value.split("T");
  const [hour = "", minute = ""] = rest.replace(/(Z|[+-]\d\d:\d\d)$/, "").split(":");
  const put = (d: string, h: string, m: string) => {
    const whole = dateFault(d) === null && h.length === 2 && m.length === 2;
    onChange(whole ? `${d}T${h}:${m}${offsetOf(Date.parse(`${d}T${h}:${m}Z`))}` : d || h || m ? `${d}T${h}:${m}` : "");
  };
  const digits = (input: HTMLInputElement, highest: number) => {
    const text = input.value.replace(/\D/g, "").slice(0, 2);
    input.value = Number(text) > highest ? text.slice(0, 1) : text;
    return input.value;
  };
  const shared = {
    class: "input",
    type: "text",
    inputMode: "numeric",
    autocomplete: "off",
    "aria-required": needed,
  } as const;
  const two = (text: string) => (text ? text.padStart(2, "0") : "");
  return (
    <Frame {...props} group>
      <div class="date-time">
        <DateBoxes {...props} value={day} onChange={(d) => put(d, hour, minute)} />
        <div class="date-boxes">
          <label class="date-box">
            <span>{say("date.hour")}</span>
            <input
              {...shared}
              value={hour}
              aria-invalid={problem ? true : undefined}
              onInput={(e) => put(day, digits(e.currentTarget, 23), minute)}
              onBlur={() => put(day, two(hour), minute)}
            />
          </label>
          <label class="date-box">
            <span>{say("date.minute")}</span>
            <input
              {...shared}
              value={minute}
              aria-invalid={problem ? true : undefined}
              onInput={(e) => put(day, hour, digits(e.currentTarget, 59))}
              onBlur={() => put(day, hour, two(minute))}
            />
          </label>
        </div>
        <Button
          kind="quiet"
          icon="clock"
          id={`${id}-now`}
          onPress={() => put(dayOf(now), ...(clock(now).split(":") as [string, string]))}
        >
          {say("date.now")}
        </Button>
      </div>
    </Frame>
  );
}
