// Telephone numbers as E.164 text. Calling codes are prefix-free, so a number says by itself where its code ends.

const calling = /^(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/;

/** Country code and national digits of "+447700900123"; `country` stands in while there is no number. */
export function splitPhone(value: string, country: string): { readonly code: string; readonly number: string } {
  const digits = digitsOf(value);
  if (!digits) return { code: country, number: "" };
  const code = calling.exec(digits)?.[0] ?? digits;
  return { code, number: digits.slice(code.length) };
}

/** E.164 text of the two boxes; "" while there are no digits of its own. At most 15 digits. */
export function joinedPhone(code: string, typed: string): string {
  const number = digitsOf(typed);
  // The 0 before a national number is not dialled from abroad; Italy (39) keeps its own.
  const dialled = code && code !== "39" ? number.replace(/^0+/, "") : number;
  return dialled ? `+${digitsOf(code)}${dialled}`.slice(0, 16) : "";
}

/** True when the text can be a telephone number: + and 8 to 15 digits. */
export function isPhone(value: string): boolean {
  return /^\+[1-9]\d{7,14}$/.test(value);
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, "");
}
