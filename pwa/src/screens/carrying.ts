// Both ends of a handover between two phones, and what brings it to the house: who has the one needs the others.

export { sendBehind } from "../link/behind";
export { Give } from "./give";
export { Take } from "./take";
