/** What this screen says. */
export const plan = {
  "plan.asOf": "{time}現在",
  "plan.print": "配置図を印刷",
  "plan.printWhy": "1枚に収まります：エリア、定員、番号のある場所。氏名は載りません。",
  "plan.over": "{count}人超過",
  "plan.full": "満員",
  "plan.near": "まもなく満員：残り{count}人",
  "plan.free": "残り{count}人",
  "plan.tight": "{area}：{takes}人中{here}人",
  "plan.nowhere": "{count}人のエリアが未定です",
  "plan.loose": "{count}人に番号の場所がありません",
  "plan.spotFree": "{spot}、空き",
  "plan.spotTaken": "{spot}：{name}さん、到着から{duration}",
  "plan.doubled": "{spot}：1か所に{count}人います",
  "plan.who": "{spot}にはどなたが入りますか？",
  "plan.nobodyToSeat": "全員に場所があります。",
  "plan.freeSpots": "空いている場所：{area}",
};
