/** What this screen says. */
export const plan = {
  "plan.asOf": "截至{time}",
  "plan.print": "打印平面图",
  "plan.printWhy": "一页：各区、容量、编号位置。不含姓名。",
  "plan.over": "超出 {count} 人",
  "plan.full": "已满",
  "plan.near": "快满了，还可容纳 {count} 人",
  "plan.free": "还可容纳 {count} 人",
  "plan.tight": "{area}：{takes} 位已用 {here}",
  "plan.nowhere": "{count} 人未安排区域",
  "plan.loose": "{count} 人没有编号位置",
  "plan.spotFree": "{spot}，空",
  "plan.spotTaken": "{spot}：{name}，已到 {duration}",
  "plan.doubled": "{spot}：一个位置有 {count} 人",
  "plan.who": "谁坐 {spot}？",
  "plan.nobodyToSeat": "在场的人都有位置。",
  "plan.freeSpots": "空位：{area}",
};
