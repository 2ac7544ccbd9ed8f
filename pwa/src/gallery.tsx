// Every part on one page, for those who work on the look: `npx vite`, then /src/gallery.html?show=list&lang=en&mode=night.
// Not part of the build.

import { render, type ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Button, PrimaryBar } from "./parts/button";
import { Card, Facts } from "./parts/card";
import { Chain, type ChainLink } from "./parts/chain";
import { CountriesField, CountryField } from "./parts/country_field";
import { DateField } from "./parts/date_field";
import { DateTimeField } from "./parts/date_time_field";
import { LanguageTiles } from "./parts/language_tiles";
import { Mark, StateMark } from "./parts/mark";
import { setMode, startMode, type Mode } from "./parts/mode";
import { MrzField } from "./parts/mrz_field";
import { Confirm, Empty, ErrorSummary, Notice } from "./parts/notice";
import { DecimalField, NumberField } from "./parts/number_field";
import { PhoneField } from "./parts/phone_field";
import { Pill } from "./parts/pill";
import { PlaceTiles } from "./parts/place_tiles";
import { Group, Row } from "./parts/row";
import { SearchField } from "./parts/search_field";
import { SignaturePad } from "./parts/signature_pad";
import { StepProgress } from "./parts/steps";
import { LanguageSwitch, ModeSwitch } from "./parts/switches";
import { Tabs } from "./parts/tabs";
import { TextField } from "./parts/text_field";
import { MultiToggle, Toggle, YesNo } from "./parts/toggle";
import { lang, languages, say, setLang, startWords } from "./words";
import { problemWords, verdictWords } from "./words/problems";
import { zone } from "./words/time";
import "./style/index.css";

const now = Date.parse("2020-03-20T15:42:00+08:00");
const min = 60_000;
const nothing = () => undefined;
const t = (zh: string, en: string) => (lang.value === "en" ? en : zh);

function chainLinks(): readonly ChainLink[] {
  const home = {
    key: "1",
    kind: "past",
    holder: t("浦东机场 T1", "Pudong T1 desk"),
    event: t("登记", "registered"),
    at: now - 392 * min,
    who: t("李娜", "Li Na"),
    device: "k7x4mq",
  } as const;
  return [
    home,
    { ...home, key: "2", event: t("选择居家隔离", "chose home"), at: now - 384 * min },
    {
      ...home,
      key: "3",
      holder: t("采样班车 12", "Test bus 12"),
      event: t("上车", "boarded the bus"),
      at: now - 350 * min,
      who: t("陈涛", "Chen Tao"),
      device: "m2d8ra",
    },
    { key: "g", kind: "gap", from: now - 312 * min, until: now - 290 * min },
    {
      ...home,
      key: "4",
      holder: t("临空一号留验点", "Holding point 1"),
      event: t("入住休息区 B-14", "checked in, rest area B-14"),
      at: now - 290 * min,
      who: t("周敏", "Zhou Min"),
      device: "w9t3ze",
    },
    {
      ...home,
      key: "5",
      event: t("采样", "sample taken"),
      holder: t("临空一号留验点", "Holding point 1"),
      at: now - 262 * min,
      who: t("周敏", "Zhou Min"),
      device: "w9t3ze",
    },
    {
      ...home,
      key: "6",
      kind: "now",
      holder: t("临空一号留验点", "Holding point 1"),
      event: t("检测阴性，可以离开", "result negative, free to go"),
      at: now - 24 * min,
      due: now + 36 * min,
      who: t("周敏", "Zhou Min"),
      device: "w9t3ze",
      pending: true,
    },
    { key: "7", kind: "next", holder: t("虹桥街道 · 接回家", "Hongqiao street office · collect"), due: now + 36 * min },
  ];
}

function PersonPage() {
  return (
    <Shown
      title={t("人员", "Person")}
      bar={
        <PrimaryBar
          label={t("交给虹桥街道", "Offer to Hongqiao")}
          note={say("saved.here")}
          onPress={nothing}
          second={{ label: t("转集中", "Convert"), onPress: nothing }}
        />
      }
    >
      <Card name="渡邉 結衣" latin="WATANABE Yui" lang="ja" number="PVG1-K7-0042">
        <Mark sign="house" word={t("居家", "Home")} large />
        <StateMark tone="conflict">{say("state.conflict")}</StateMark>
        <StateMark tone="pending">{say("state.pending")}</StateMark>
      </Card>
      <Chain links={chainLinks()} now={now} />
      <h2>{say("person.facts")}</h2>
      <Facts
        facts={[
          { label: t("证件号码", "Document number"), value: "ZZ1234567", code: true },
          { label: t("住址", "Address"), value: t("样板路 40 号 1203 室", "40 Yangban Road, room 1203") },
          { label: t("电话", "Phone"), value: "+81 90 0000 0000" },
          { label: t("备注", "Notes"), value: "" },
        ]}
      />
      <h2>{t("已闭环的链", "A closed chain")}</h2>
      <Chain
        now={now}
        shown={1}
        links={[
          ...chainLinks().filter((l) => l.kind === "past"),
          {
            key: "z",
            kind: "end",
            sign: "house",
            holder: t("家", "Home"),
            event: t("到家，已签承诺书", "arrived, pledge signed"),
            at: now - 3 * min,
            who: t("吴芳", "Wu Fang"),
            device: "c4j6yn",
            note: t("到家时超过约定 6 分钟", "6 minutes later than promised"),
          },
        ]}
      />
    </Shown>
  );
}

function ListPage() {
  const [text, type] = useState("");
  const [picked, pick] = useState<readonly string[]>(["a"]);
  const central = { sign: "disc", word: t("集中", "Central") } as const;
  const home = { sign: "house", word: t("居家", "Home") } as const;
  const hp = t("临空一号", "Holding point 1");
  const tab = [
    { name: "a", label: t("在我这里", "With me"), count: 42, overdue: 2 },
    { name: "b", label: t("正在前来", "On the way"), count: 18 },
    { name: "c", label: t("待办交接", "Handoffs"), count: 3 },
  ];
  return (
    <Shown
      title={t("临空一号留验点", "Holding point 1")}
      lead={t("周敏 · 联络", "Zhou Min · liaison")}
      bar={<PrimaryBar label={t("登记", "Register")} onPress={nothing} />}
    >
      <SearchField id="find" label={say("post.searchHint")} value={text} onChange={type} />
      <Tabs tabs={tab} now="a" onGo={nothing} />
      <div>
        <Group label={say("group.overdue")} count={2} tone="overdue">
          <Row
            name="Łukasz Nuñez"
            number="PVG1-K7-0031"
            marks={[home]}
            chain={{ past: 3, holder: hp, next: t("街道", "street"), over: true }}
            due={now - 35 * min}
            now={now}
            onOpen={nothing}
            detail={t("31A · 采样超时", "31A · sample late")}
          />
          <Row
            name="김서연"
            latin="KIM Seoyeon"
            lang="ko"
            number="PVG2-M2-0007"
            marks={[home]}
            chain={{ past: 2, holder: hp, gap: true, over: true }}
            due={now - 4 * min}
            now={now}
            onOpen={nothing}
            states={[{ tone: "conflict", word: say("state.conflict") }]}
          />
        </Group>
        <Group
          label={t("等街道接", "To be collected")}
          count={12}
          act={<Button kind="quiet">{say("act.select")}</Button>}
        >
          <Row
            name="渡邉 結衣"
            latin="WATANABE Yui"
            lang="ja"
            number="PVG1-K7-0042"
            marks={[home]}
            chain={{ past: 4, holder: hp, next: t("虹桥街道", "Hongqiao") }}
            due={now + 12 * min}
            now={now}
            href="#a"
            current
            detail="12C"
          />
          <Row
            name="欧阳 思远"
            latin="OUYANG Siyuan"
            number="PVG1-K7-0043"
            marks={[central]}
            chain={{ past: 7, holder: hp, next: t("集中点", "site"), pending: true }}
            due={now + 130 * min}
            now={now}
            href="#b"
            states={[{ tone: "pending", word: say("state.pending") }]}
          />
          <Row
            name="Maximiliane-Christiane von und zu Hohenberg-Langenscheidt"
            number="SHA1-C4-0118"
            marks={[home]}
            chain={{ past: 1, holder: hp }}
            due={now + 400 * min}
            now={now}
            href="#c"
          />
          <Row
            name="王伟"
            latin="WANG Wei"
            number="PVG1-K7-0050"
            marks={[home]}
            chain={{ past: 6, holder: t("家", "home"), ended: true }}
            now={now}
            href="#d"
            states={[{ tone: "settled", word: say("state.settled") }]}
          />
        </Group>
        <Group label={t("上车", "Board the bus")} count={2}>
          {["a", "b"].map((k) => (
            <Row
              key={k}
              name={k === "a" ? "髙橋 健" : "Søren O’Brien"}
              latin={k === "a" ? "TAKAHASHI Ken" : undefined}
              marks={[home]}
              number={`PVG1-K7-005${k}`}
              now={now}
              due={now + 55 * min}
              selected={picked.includes(k)}
              onSelect={(on) => pick(on ? [...picked, k] : picked.filter((p) => p !== k))}
            />
          ))}
        </Group>
        <Group label={t("待检测", "To be sampled")} count={0}>
          {null}
        </Group>
      </div>
    </Shown>
  );
}

const passport = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";

function FormPage() {
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

function ChoicePage() {
  const [v, put] = useState({
    choice: "central" as string | null,
    needs: ["w"] as readonly string[],
    yes: null as boolean | null,
    place: null as string | null,
    sign: "",
  });
  const set = (k: keyof typeof v) => (x: unknown) => put((old) => ({ ...old, [k]: x }));
  const streets = [
    "华阳路 Huayang Road",
    "江苏路 Jiangsu Road",
    "新华路 Xinhua Road",
    "周家桥 Zhoujiaqiao",
    "天山路 Tianshan Road",
    "仙霞新村 Xianxia Xincun",
    "虹桥 Hongqiao (Gubei)",
    "程家桥 Chengjiaqiao",
    "北新泾 Beixinjing",
    "新泾镇 Xinjing Town",
  ];
  return (
    <Shown title={t("告知书", "Notice")} traveller bar={<PrimaryBar label={say("act.save")} onPress={nothing} />}>
      <Notice title={say("form.turn")} />
      <Toggle
        id="choice"
        label={t("请选择", "Please choose")}
        stacked
        value={v.choice}
        onChange={set("choice")}
        options={[
          {
            value: "central",
            label: t("集中隔离", "Central site"),
            sign: "disc",
            detail: t("由专车直接送达", "A bus takes you straight there"),
          },
          {
            value: "home",
            label: t("居家隔离", "Home"),
            sign: "house",
            detail: t("先检测，约 6 至 8 小时", "A test first, about 6–8 hours"),
          },
          { value: "refused", label: t("暂不选择", "Neither") },
        ]}
      />
      <MultiToggle
        id="needs"
        label={t("特殊需求", "Special needs")}
        value={v.needs}
        onChange={set("needs")}
        options={[
          ["w", t("轮椅", "Wheelchair")],
          ["i", t("婴儿", "Infant")],
          ["p", t("孕妇", "Pregnant")],
          ["m", t("药品", "Medicine")],
        ].map(([value = "", label = ""]) => ({ value, label }))}
      />
      <YesNo
        id="yes"
        label={t("承诺书已签", "Pledge signed")}
        value={v.yes}
        onChange={set("yes")}
        problem={say("fault.choose")}
      />
      <PlaceTiles
        id="place"
        label={t("街镇", "Sub-district")}
        value={v.place}
        onChange={set("place")}
        places={streets.map((s, i) => ({
          code: `street:${String(i)}`,
          name: s.split(" ")[lang.value === "en" ? 1 : 0] ?? s,
          detail: s.split(" ")[lang.value === "en" ? 0 : 1],
        }))}
      />
      <SignaturePad id="sign" label={say("sign.title")} value={v.sign} onChange={set("sign")} signer="WATANABE Yui" />
    </Shown>
  );
}

function StatePage() {
  const offline = problemWords("offline");
  const moved = verdictWords("quarantined", "out-of-scope");
  return (
    <Shown title={t("送达情况", "What is sent")}>
      <div class="quick">
        <Pill unsent={0} needsYou={0} onPress={nothing} />
        <Pill unsent={3} needsYou={0} onPress={nothing} />
        <Pill unsent={3} needsYou={1} onPress={nothing} />
      </div>
      <Notice title={offline.what}>
        <p>
          {offline.safe} {offline.next}
        </p>
      </Notice>
      <Notice
        tone="waiting"
        title={moved.what}
        act={{ label: say("attention.openRecord"), onPress: nothing }}
        onDismiss={nothing}
      >
        <p>
          {moved.safe} {moved.next}
        </p>
      </Notice>
      <Notice
        tone="overdue"
        title={t("蓝标旅客不能上采样班车", "A person with a blue tag cannot board the test bus")}
      />
      <Notice tone="settled" title={say("sync.nothing")} />
      <Confirm question={say("form.discardAsk")} yes={say("act.discard")} onYes={nothing} onNo={nothing} />
      <Empty title={say("post.empty")} act={{ label: t("登记", "Register"), onPress: nothing }}>
        {say("post.emptyWhy")}
      </Empty>
      <LanguageSwitch />
      <ModeSwitch />
      <div class="quick">
        <Button kind="main">{say("act.save")}</Button>
        <Button>{say("act.change")}</Button>
        <Button kind="quiet">{say("act.cancel")}</Button>
        <Button kind="grave">{say("act.discard")}</Button>
        <Button disabled>{say("act.next")}</Button>
      </div>
    </Shown>
  );
}

interface ShownProps {
  readonly title: string;
  readonly lead?: string;
  readonly traveller?: boolean;
  readonly bar?: ComponentChildren;
  readonly children: ComponentChildren;
}

function Shown({ title, lead, traveller = false, bar, children }: ShownProps) {
  return (
    <div class="screen" data-facing={traveller ? "traveller" : undefined}>
      <header class="screen-head">
        <div class="screen-title">
          <h1>{title}</h1>
          {lead && <p class="quiet">{lead}</p>}
        </div>
      </header>
      {children}
      {bar}
    </div>
  );
}

const pages = { list: ListPage, person: PersonPage, form: FormPage, choice: ChoicePage, state: StatePage };

function Gallery({ show }: { readonly show: string }) {
  const Page = pages[show as keyof typeof pages];
  const desk = show === "desk";
  return (
    <div class="app" data-desk={desk || undefined}>
      {desk ? (
        <>
          <div class="desk-list">
            <ListPage />
          </div>
          <main class="desk-page">
            <PersonPage />
          </main>
        </>
      ) : (
        <main>
          <Page />
        </main>
      )}
      <div class="corner">
        <Pill unsent={show === "list" ? 0 : 3} needsYou={show === "person" ? 1 : 0} onPress={nothing} />
      </div>
    </div>
  );
}

const asked = new URLSearchParams(location.search);
startMode();
setMode((asked.get("mode") as Mode | null) ?? "auto");
zone.value = "Asia/Shanghai";
await startWords();
await setLang(languages.find((l) => l === asked.get("lang")) ?? "zh-Hans");
const place = document.getElementById("app");
if (place) render(<Gallery show={asked.get("show") ?? "list"} />, place);
