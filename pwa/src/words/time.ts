import { signal } from "@preact/signals";
import { lang, say } from "./index";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The time zone days are counted in: the programme's. Empty = the phone's own, until a programme is loaded. */
export const zone = signal("");

const made = new Map<string, Intl.DateTimeFormat>();

function formatter(options: Intl.DateTimeFormatOptions, timeZone = zone.value): Intl.DateTimeFormat {
  const key = lang.value + timeZone + JSON.stringify(options);
  const known = made.get(key);
  if (known) return known;
  const locale = lang.value === "en" ? "en-GB" : lang.value;
  const fresh = new Intl.DateTimeFormat(locale, timeZone ? { ...options, timeZone } : options);
  made.set(key, fresh);
  return fresh;
}

/** The civil day of an instant as YYYY-MM-DD in the programme's zone. */
export function dayOf(at: number): string {
  const options: Intl.DateTimeFormatOptions = { year: "numeric", month: "2-digit", day: "2-digit" };
  const parts = new Map(
    formatter(options)
      .formatToParts(at)
      .map((p) => [p.type, p.value]),
  );
  return `${parts.get("year") ?? ""}-${parts.get("month") ?? ""}-${parts.get("day") ?? ""}`;
}

/** Hours and minutes, 24 h. */
export function clock(at: number): string {
  return formatter({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

/** The clock, with the day in front when it is not today. */
export function moment(at: number, now: number): string {
  const on = dayOf(at);
  if (on === dayOf(now)) return clock(at);
  if (on === dayOf(now - day)) return say("time.yesterday", { clock: clock(at) });
  if (on === dayOf(now + day)) return say("time.tomorrow", { clock: clock(at) });
  const named = formatter({ weekday: "short", day: "numeric", month: "short" }).format(at);
  return say("time.onDay", { day: named, clock: clock(at) });
}

/** A length of time (ms) in words people use: "2 h 10 min". */
export function duration(ms: number): string {
  const length = Math.abs(ms);
  if (length < minute) return say("time.underMinute");
  if (length < hour) return say("time.minutes", { minutes: Math.floor(length / minute) });
  const minutes = Math.floor((length % hour) / minute);
  if (length < day) {
    const hours = Math.floor(length / hour);
    return minutes ? say("time.hoursMinutes", { hours, minutes }) : say("time.hours", { hours });
  }
  const days = Math.floor(length / day);
  const hours = Math.floor((length % day) / hour);
  return hours ? say("time.daysHours", { days, hours }) : say("time.days", { days });
}

/** How long ago, or the moment itself once that is more than half a day. */
export function ago(at: number, now: number): string {
  if (now - at < minute) return say("time.justNow");
  return now - at < day / 2 ? say("time.ago", { duration: duration(now - at) }) : moment(at, now);
}

/** A civil date, whole or partial as on passports: "1974-08-12", "1974-08", "1974". */
export function civilDate(date: string): string {
  const [year = "", month = "", dayOfMonth = ""] = date.split("-");
  const at = Date.UTC(Number(year), Number(month || 1) - 1, Number(dayOfMonth || 1));
  if (!/^\d{4}(-\d{2}(-\d{2})?)?$/.test(date) || Number.isNaN(at)) return date;
  const options: Intl.DateTimeFormatOptions = { year: "numeric" };
  if (month) options.month = lang.value === "en" ? "short" : "long";
  if (dayOfMonth) options.day = "numeric";
  return formatter(options, "UTC").format(at);
}

/** The zone's offset at an instant, as RFC 3339 writes it: "+08:00". */
export function offsetOf(at: number): string {
  const minutes = Math.round((Date.parse(`${dayOf(at)}T${clock(at)}Z`) - Math.floor(at / minute) * minute) / minute);
  const two = (n: number) => String(Math.trunc(n)).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}
