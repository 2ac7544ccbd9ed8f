import { PrimaryBar } from "../parts/button";
import { Card, Facts } from "../parts/card";
import { Chain, type ChainLink } from "../parts/chain";
import { Mark, StateMark } from "../parts/mark";
import { say } from "../words";
import { nothing, now, Shown, t } from "./shown";

const min = 60_000;

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

export function PersonPage() {
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
