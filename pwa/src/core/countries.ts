// Countries as travel documents name them: ISO 3166-1 alpha-3 and the extra codes of ICAO Doc 9303.

/** Alpha-3, followed by alpha-2 where that is not its first two letters. */
const iso = `
  ABWAW AFG AGOAO AIA ALAAX ALB ANDAD AREAE ARG ARMAM ASM ATAAQ ATFTF ATGAG AUS AUTAT AZE BDIBI BEL BENBJ BESBQ
  BFA BGDBD BGR BHR BHSBS BIHBA BLM BLRBY BLZBZ BMU BOL BRA BRBBB BRNBN BTN BVT BWA CAFCF CAN CCK CHE CHLCL CHNCN
  CIV CMR CODCD COGCG COKCK COL COMKM CPVCV CRI CUB CUWCW CXR CYMKY CYP CZE DEU DJI DMA DNKDK DOM DZA ECU EGY ERI
  ESHEH ESP ESTEE ETH FIN FJI FLKFK FRA FROFO FSMFM GAB GBR GEO GGY GHA GIB GINGN GLPGP GMB GNBGW GNQGQ GRC GRDGD
  GRLGL GTM GUFGF GUM GUYGY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRLIE IRN IRQIQ ISL ISRIL ITA JAMJM JEY JOR
  JPN KAZKZ KEN KGZ KHM KIR KNA KORKR KWT LAO LBN LBRLR LBYLY LCA LIE LKA LSO LTU LUX LVA MACMO MAFMF MAR MCO MDA
  MDGMG MDVMV MEXMX MHL MKD MLI MLTMT MMR MNEME MNG MNPMP MOZMZ MRT MSR MTQMQ MUS MWI MYS MYTYT NAM NCL NER NFK
  NGA NIC NIUNU NLD NOR NPL NRU NZL OMN PAKPK PAN PCNPN PER PHL PLWPW PNGPG POLPL PRI PRKKP PRTPT PRYPY PSE PYFPF
  QAT REU ROU RUS RWA SAU SDN SENSN SGP SGSGS SHN SJM SLBSB SLE SLVSV SMR SOM SPMPM SRBRS SSD STP SURSR SVKSK
  SVNSI SWESE SWZSZ SXM SYCSC SYR TCA TCDTD TGO THA TJK TKL TKMTM TLS TON TTO TUNTN TURTR TUVTV TWN TZA UGA UKRUA
  UMI URYUY USA UZB VAT VCT VEN VGB VIR VNM VUT WLFWF WSM YEM ZAF ZMB ZWE
`;
/** Issuers and nationalities that only travel documents know. */
const extras =
  "D EUE GBD GBN GBO GBP GBS RKS UNA UNK UNO UTO XBA XCC XCE XCO XDC XEC XES XIM XMP XOM XPO XXA XXB XXC XXX";

/** Alpha-3 -> alpha-2, by which names are looked up; "" for codes that only travel documents know. */
const alpha2: ReadonlyMap<string, string> = new Map([
  ...iso
    .trim()
    .split(/\s+/)
    .map((token) => [token.slice(0, 3), token.slice(3) || token.slice(0, 2)] as const),
  ...extras.split(" ").map((code) => [code, borrowed(code)] as const),
]);

function borrowed(code: string): string {
  return { D: "DE", RKS: "XK", EUE: "EU", UNO: "UN" }[code] ?? "";
}

export const countryCodes: ReadonlySet<string> = new Set(alpha2.keys());

/** The code answers are kept under: Germany's documents say "D", everybody else says "DEU". */
export function countryOf(code: string): string {
  return code === "D" ? "DEU" : code;
}

/** The name of a country in a language, "" where the language's own tables have none. */
export function countryName(code: string, lang: string): string {
  const short = alpha2.get(code);
  return (short && names(lang).of(short)) || "";
}

/** What a country may be called by somebody who looks for it. */
const heard = ["zh-Hans", "en", "ja", "ko", "fr", "de", "es", "it", "ru"];
let index: readonly { readonly code: string; readonly text: string }[] | undefined;

/**
 * Codes of countries found by name in many languages or by code, best first: a whole code, then the beginning of a
 * name or word, then anywhere. `also` gives further names of a code.
 */
export function findCountries(typed: string, also: (code: string) => string = () => "", atMost = 6): readonly string[] {
  const sought = plain(typed);
  if (!sought) return [];
  index ??= [...countryCodes]
    .filter((code) => countryOf(code) === code)
    .map((code) => ({
      code,
      text: ` ${plain([code, alpha2.get(code), ...heard.map((l) => countryName(code, l))].join(" "))} `,
    }));
  return index
    .map(({ code, text }) => ({ code, rank: rank(code, `${text}${plain(also(code))} `, sought) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .slice(0, atMost)
    .map(({ code }) => code);
}

function rank(code: string, text: string, sought: string): number {
  if (code.toLowerCase() === sought || text.includes(` ${sought} `)) return 3;
  if (text.includes(` ${sought}`)) return 2;
  return text.includes(sought) ? 1 : 0;
}

/** Without case and accents. */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").normalize("NFC").toLowerCase().trim();
}

const tables = new Map<string, Intl.DisplayNames>();

function names(lang: string): Intl.DisplayNames {
  const known = tables.get(lang);
  if (known) return known;
  const fresh = new Intl.DisplayNames([lang], { type: "region", fallback: "none" });
  tables.set(lang, fresh);
  return fresh;
}
