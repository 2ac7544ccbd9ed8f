import { useState } from "preact/hooks";
import { Button, PrimaryBar } from "../parts/button";
import { CountriesField, CountryField } from "../parts/country_field";
import { DateField } from "../parts/date_field";
import { DateTimeField } from "../parts/date_time_field";
import { LanguageTiles } from "../parts/language_tiles";
import { MrzField } from "../parts/mrz_field";
import { ErrorSummary } from "../parts/notice";
import { DecimalField, NumberField } from "../parts/number_field";
import { PhoneField } from "../parts/phone_field";
import { StepProgress } from "../parts/steps";
import { TextField } from "../parts/text_field";
import { say } from "../words";
import { nothing, now, Shown, t } from "./shown";

const passport = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";

export function FormPage() {
  const [v, put] = useState({
    lang: "ja" as string | null,
    mrz: passport,
    bad: passport.replace("740812", "740813"),
    name: "渡邉 結衣",
    code: "NH9023",
    birth: "1974-08-",
    at: "",
    phone: "+447700900123",
    nat: "JPN" as string | null,
    iss: null as string | null,
    stays: ["JPN", "DEU"] as readonly string[],
    mates: 2 as number | null,
    temp: "36.8",
  });
  const set = (k: keyof typeof v) => (x: unknown) => put((old) => ({ ...old, [k]: x }));
  return (
    <Shown
      title={t("到达登记", "Arrival registration")}
      bar={<PrimaryBar label={say("act.next")} note={say("saved.draft")} onPress={nothing} />}
    >
      <StepProgress
        steps={[
          { name: "l", label: t("语言", "Language") },
          { name: "p", label: t("证件", "Document") },
          { name: "s", label: t("住处", "Stay") },
          { name: "n", label: t("告知书", "Notice") },
        ]}
        now="p"
        done={["l"]}
        onGo={nothing}
      />
      <ErrorSummary
        items={[
          { id: "birth", text: `${t("出生日期", "Date of birth")}: ${say("fault.dateIncomplete")}` },
          { id: "iss", text: `${t("签发国", "Issuing state")}: ${say("fault.country")}` },
        ]}
      />
      <LanguageTiles
        id="lang"
        label={say("language.choose")}
        languages={["zh-Hans", "en", "ja", "ko"]}
        value={v.lang}
        onChange={set("lang")}
      />
      <MrzField
        id="mrz"
        label={say("mrz.title")}
        value={v.mrz}
        onChange={set("mrz")}
        onRead={nothing}
        today="2020-03-20"
      />
      <MrzField
        id="mrz2"
        label={say("mrz.title")}
        value={v.bad}
        onChange={set("bad")}
        onRead={nothing}
        today="2020-03-20"
      />
      <TextField
        id="name"
        label={t("本国文字姓名", "Name in own script")}
        value={v.name}
        onChange={set("name")}
        needed={false}
        lang="ja"
        hint={t("按本人书写习惯", "As the person writes it")}
      />
      <TextField
        id="code"
        label={t("航班号", "Flight")}
        value={v.code}
        onChange={set("code")}
        code
        beside={<Button icon="scan">{say("act.scan")}</Button>}
      />
      <DateField
        id="birth"
        label={t("出生日期", "Date of birth")}
        value={v.birth}
        onChange={set("birth")}
        problem={say("fault.dateIncomplete")}
      />
      <DateTimeField id="at" label={t("签署时间", "Signed at")} value={v.at} onChange={set("at")} now={now} />
      <PhoneField id="phone" label={t("手机", "Mobile")} value={v.phone} onChange={set("phone")} />
      <CountryField id="nat" label={t("国籍", "Nationality")} value={v.nat} onChange={set("nat")} />
      <CountryField
        id="iss"
        label={t("签发国", "Issuing state")}
        value={v.iss}
        onChange={set("iss")}
        likely={["CHN", "JPN", "KOR", "USA"]}
        problem={say("fault.country")}
      />
      <CountriesField
        id="stays"
        label={t("14 日旅居史", "Countries in the last 14 days")}
        value={v.stays}
        onChange={set("stays")}
      />
      <NumberField
        id="mates"
        label={t("同住人数", "People living there")}
        value={v.mates}
        onChange={set("mates")}
        lowest={0}
        highest={20}
      />
      <DecimalField id="temp" label={t("体温", "Temperature")} value={v.temp} onChange={set("temp")} unit="°C" />
    </Shown>
  );
}
