// The places a question may be answered with, as people call them.

import type { Field } from "../core/programme";
import type { Sight } from "../screens/look";
import { placeName } from "../screens/naming";

export const placesOf = (sight: Sight, field: Field) =>
  sight.programme.places
    .filter(({ code }) => !field.of || field.of.split("|").includes(code.slice(0, code.indexOf(":"))))
    .map(({ code }) => ({ code, name: placeName(sight, code) }));
