import type { Dictionary } from "./index";

/** アプリの日本語。様式、状態、場所の言葉は事業計画とともに届く。 */
export const ja: Dictionary = {
  "app.purpose": "機内の扉から自宅の扉まで、お一人も見失わずに",

  "act.back": "戻る",
  "act.cancel": "キャンセル",
  "act.change": "変更",
  "act.clear": "消去",
  "act.remove": "{what}を外す",
  "act.select": "選択",
  "act.selectAll": "すべて選択",
  "act.yes": "はい",
  "act.no": "いいえ",
  "act.keep": "残す",
  "act.discard": "破棄",
  "act.more": "もっと見る",
  "act.less": "少なく表示",
  "act.dismiss": "確認しました",
  "act.reload": "新しい版を使う",

  "sync.allSent": "すべて送信済み",
  "sync.unsent": "端末に{count}件",
  "sync.needsYou": "要確認{count}件",
  "sync.update": "Homewardの新しい版があります。入力した内容はそのまま残ります。",

  "post.empty": "いまここには誰もいません",
  "post.emptyWhy": "ここで登録された方、こちらへ向かっている方が表示されます。",
  "post.noMatch": "「{text}」は見つかりません",
  "post.noMatchWhy": "別の表記、カード番号、座席、書類番号でお試しください。",
  "post.searchHint": "氏名（どの文字でも）、番号、座席",
  "post.actFor": "{act} · {count}",

  "group.nobody": "待っている方はいません",

  "time.yesterday": "昨日 {clock}",
  "time.tomorrow": "明日 {clock}",
  "time.onDay": "{day} {clock}",
  "time.underMinute": "1分未満",
  "time.minutes": "{minutes}分",
  "time.hours": "{hours}時間",
  "time.hoursMinutes": "{hours}時間{minutes}分",
  "time.days": "{days}日",
  "time.daysHours": "{days}日{hours}時間",
  "time.justNow": "たった今",
  "time.ago": "{duration}前",
  "time.left": "残り{duration}",
  "time.over": "{duration}超過",

  "state.overdue": "時間超過",
  "state.conflict": "回答が2つ",
  "state.pending": "端末に保存中",

  "chain.tiny": "以前に{count}件、現在{holder}",
  "chain.tinyNext": "以前に{count}件、現在{holder}、次は{next}",

  "form.optional": "わかる場合",
  "form.summary": "次の回答をご確認ください",
  "form.chooseAny": "当てはまるものをすべて選んでください",
  "form.noChoice": "いま選べるものはありません",
  "form.discardAsk": "入力した内容を破棄しますか。元に戻せません。",

  "country.search": "国・地域またはコード",
  "country.none": "「{text}」に当てはまる国・地域はありません",
  "country.stateless": "無国籍者",
  "country.refugee": "難民",
  "country.refugeeOther": "難民（その他）",
  "country.unspecified": "国籍の記載なし",
  "country.unAgency": "国連専門機関",
  "country.unKosovo": "国連コソボ暫定行政ミッション",
  "country.utopia": "ユートピア（見本）",
  "country.britishOverseas": "英国海外領土市民",
  "country.britishNational": "英国国民（海外）",
  "country.britishOverseasCitizen": "英国海外市民",
  "country.britishProtected": "英国保護民",
  "country.britishSubject": "英国臣民",
  "country.order": "マルタ騎士団",
  "country.organisation": "国際機関",
  "country.interpol": "国際刑事警察機構",

  "attention.title": "要確認",

  "problem.offline.what": "いまサーバーに接続できません。",

  "nav.lists": "一覧",
  "nav.skip": "本文へ移動",

  "app.loading": "持ち場を準備しています",
  "app.loadingWhy": "様式と用語を受信しています。一度だけ通信が必要です。",
  "post.partyTogether": "同行者をまとめて",
  "post.partySplit": "お一人ずつ",
  "draft.title": "入力の途中、未保存",
  "draft.resume": "続ける",
  "draft.since": "{act} · {time}に開始",
  "decide.count": "判断待ち{count}件",

  "post.person": "1名",
  "post.people": "{count}名",

  "act.retry": "もう一度試す",

  "shown.pair": "{name}：{value}",
  "asked.link": "引き継ぎの依頼と回答",
  "wall.open": "状況ボードを開く",
};
