import { useState } from "preact/hooks";
import { Button, PrimaryBar } from "../parts/button";
import { Group, Row } from "../parts/row";
import { SearchField } from "../parts/search_field";
import { Tabs } from "../parts/tabs";
import { say } from "../words";
import { nothing, now, Shown, t } from "./shown";

const min = 60_000;

export function ListPage() {
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
