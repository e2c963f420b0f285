extension ScenarioFault {
  /// Taps, pipes and heating.
  static let water: [ScenarioFault] = [
    ScenarioFault(
      category: "plumbing", trade: .plumber, weight: 60, minutes: 15...45,
      thing: ScenarioPhrase("水龙头", "tap"),
      spots: [
        ScenarioPhrase("卫生间", "bathroom"), ScenarioPhrase("阳台", "balcony", .dormitory),
        ScenarioPhrase("洗衣房", "laundry", .dormitory), ScenarioPhrase("开水间", "pantry", .academic),
      ],
      symptoms: [
        ScenarioPhrase("一直滴水，怎么拧都关不紧", "keeps dripping however hard I turn it"),
        ScenarioPhrase("拧不动", "cannot be turned at all"),
        ScenarioPhrase("出水很小", "gives only a thin stream"),
        ScenarioPhrase("把手断了", "has a broken handle"),
        ScenarioPhrase("底座松动，一用就晃", "is loose and wobbles when used"),
      ],
      causes: [
        ScenarioPhrase("阀芯磨损", "worn cartridge"), ScenarioPhrase("密封圈老化", "perished washer"),
        ScenarioPhrase("滤网堵塞", "blocked aerator"), ScenarioPhrase("锁紧螺母松动", "loose lock nut"),
      ],
      repairs: [
        ScenarioPhrase("更换阀芯，试水正常", "replaced the cartridge and tested"),
        ScenarioPhrase("更换水龙头一只", "fitted a new tap"),
        ScenarioPhrase("清洗滤网，水量恢复", "cleaned the aerator, full flow again"),
        ScenarioPhrase("紧固底座并更换垫圈", "tightened the base and changed the washer"),
      ],
      parts: ["阀芯1个", "水龙头1只", "生料带1卷", "垫圈2个"]),
    ScenarioFault(
      category: "plumbing", trade: .plumber, weight: 38, priority: 2, minutes: 30...150,
      thing: ScenarioPhrase("水管", "water pipe"),
      spots: [
        ScenarioPhrase("卫生间", "bathroom"), ScenarioPhrase("洗手池下面", "cabinet under the basin"),
        ScenarioPhrase("走廊吊顶", "corridor ceiling"), ScenarioPhrase("楼梯口", "stairwell"),
      ],
      symptoms: [
        ScenarioPhrase("漏水", "is leaking"),
        ScenarioPhrase("接头处往外渗水", "is seeping at the joint"),
        ScenarioPhrase("漏水，地上积了一滩水", "is leaking and there is a puddle on the floor"),
        ScenarioPhrase("有异响，半夜特别吵", "bangs loudly, worst at night"),
      ],
      causes: [
        ScenarioPhrase("接头生料带老化", "failed joint tape"),
        ScenarioPhrase("管壁锈蚀穿孔", "pinhole from corrosion"),
        ScenarioPhrase("软管开裂", "split flexible hose"),
        ScenarioPhrase("水锤，管卡脱落", "water hammer, a pipe clip had come off"),
      ],
      repairs: [
        ScenarioPhrase("重新缠生料带并紧固接头", "remade and tightened the joint"),
        ScenarioPhrase("更换破损管段", "replaced the damaged section"),
        ScenarioPhrase("更换不锈钢软管", "fitted a braided steel hose"),
        ScenarioPhrase("加装管卡固定", "added pipe clips"),
      ],
      parts: ["PPR管2米", "不锈钢软管1根", "管卡3个", "生料带1卷"]),
    ScenarioFault(
      category: "plumbing", trade: .plumber, weight: 5, priority: 1, minutes: 40...180,
      thing: ScenarioPhrase("主水管", "water main"),
      spots: [ScenarioPhrase("走廊", "corridor"), ScenarioPhrase("管道井", "riser")],
      symptoms: [
        ScenarioPhrase("爆了，水已经流到楼下", "has burst and water is running downstairs"),
        ScenarioPhrase("爆裂喷水，赶紧关总阀", "has split and is spraying, please shut the valve"),
      ],
      causes: [
        ScenarioPhrase("管道老化爆裂", "aged pipe burst"),
        ScenarioPhrase("水压过高", "pressure too high"),
      ],
      repairs: [
        ScenarioPhrase("关闭总阀，更换爆裂管段，恢复供水", "shut the valve, replaced the pipe, water is back"),
        ScenarioPhrase("抢修更换管段，加装减压阀", "emergency repair, pressure reducer fitted"),
      ],
      parts: ["镀锌管3米", "活接头2个", "减压阀1个"]),
    ScenarioFault(
      category: "plumbing", trade: .plumber, weight: 20, setting: .dormitory, minutes: 20...60,
      thing: ScenarioPhrase("淋浴花洒", "shower"),
      spots: [ScenarioPhrase("浴室", "shower room", .dormitory), ScenarioPhrase("卫生间", "bathroom")],
      symptoms: [
        ScenarioPhrase("不出热水", "gives no hot water"),
        ScenarioPhrase("忽冷忽热", "goes from hot to cold and back"),
        ScenarioPhrase("软管漏水", "has a leaking hose"),
        ScenarioPhrase("喷头堵了，只有几个孔出水", "has a blocked head, only a few holes work"),
      ],
      causes: [
        ScenarioPhrase("混水阀结垢", "limescale in the mixer"),
        ScenarioPhrase("喷头水垢堵塞", "head blocked by limescale"),
        ScenarioPhrase("热水循环泵停机", "hot water pump had stopped"),
      ],
      repairs: [
        ScenarioPhrase("清洗混水阀", "cleaned the mixer valve"),
        ScenarioPhrase("更换花洒及软管", "fitted a new head and hose"),
        ScenarioPhrase("重启循环泵，水温正常", "restarted the pump, temperature normal"),
      ],
      parts: ["花洒1套", "混水阀1个"]),
    ScenarioFault(
      category: "heating", trade: .plumber, weight: 30, minutes: 20...90, weeks: 0...3,
      thing: ScenarioPhrase("暖气片", "radiator"),
      symptoms: [
        ScenarioPhrase("完全不热", "is stone cold"),
        ScenarioPhrase("只有一半是热的", "is warm only on one side"),
        ScenarioPhrase("放气阀滴水", "drips from the bleed valve"),
      ],
      causes: [
        ScenarioPhrase("管内有气堵", "air lock"), ScenarioPhrase("放气阀损坏", "faulty bleed valve"),
        ScenarioPhrase("回水阀未开", "return valve was shut"),
      ],
      repairs: [
        ScenarioPhrase("放气后恢复供暖", "bled it, warm again"),
        ScenarioPhrase("更换放气阀", "replaced the bleed valve"),
        ScenarioPhrase("打开回水阀并调节流量", "opened and balanced the return valve"),
      ],
      parts: ["放气阀1个"]),
  ]

  /// Drains and lavatories.
  static let sanitation: [ScenarioFault] = [
    ScenarioFault(
      category: "drainage", trade: .plumber, weight: 40, minutes: 20...90,
      thing: ScenarioPhrase("马桶", "toilet"),
      spots: [
        ScenarioPhrase("卫生间", "bathroom"),
        ScenarioPhrase("女厕第二间", "second cubicle of the ladies'", .academic),
        ScenarioPhrase("男厕最里面一间", "last cubicle of the gents'", .academic),
      ],
      symptoms: [
        ScenarioPhrase("堵了，水下不去", "is blocked and does not drain"),
        ScenarioPhrase("冲水按钮按了没反应", "does not flush when the button is pressed"),
        ScenarioPhrase("水箱一直流水停不下来", "never stops running"),
        ScenarioPhrase("坐圈断裂", "has a cracked seat"),
      ],
      causes: [
        ScenarioPhrase("异物堵塞", "foreign object in the trap"),
        ScenarioPhrase("水箱浮球阀失效", "failed float valve"),
        ScenarioPhrase("按钮连杆脱落", "push rod had come off"),
      ],
      repairs: [
        ScenarioPhrase("用疏通机疏通，排水正常", "cleared with the snake, drains normally"),
        ScenarioPhrase("更换水箱配件", "replaced the cistern fittings"),
        ScenarioPhrase("重新安装连杆", "refitted the push rod"),
        ScenarioPhrase("更换坐圈", "fitted a new seat"),
      ],
      parts: ["水箱配件1套", "坐圈1个"]),
    ScenarioFault(
      category: "drainage", trade: .plumber, weight: 28, minutes: 15...60,
      thing: ScenarioPhrase("地漏", "floor drain"),
      spots: [
        ScenarioPhrase("浴室", "shower room", .dormitory),
        ScenarioPhrase("阳台", "balcony", .dormitory),
        ScenarioPhrase("拖把间", "mop room"),
      ],
      symptoms: [
        ScenarioPhrase("返味，很臭", "smells badly"),
        ScenarioPhrase("下水特别慢", "drains very slowly"),
        ScenarioPhrase("往上返水", "is backing up"),
      ],
      causes: [
        ScenarioPhrase("头发堵塞", "blocked by hair"), ScenarioPhrase("水封干涸", "dry water seal"),
        ScenarioPhrase("主管道堵塞", "blockage in the main drain"),
      ],
      repairs: [
        ScenarioPhrase("清理毛发并疏通", "removed the hair and cleared it"),
        ScenarioPhrase("更换防臭地漏芯", "fitted an odour trap"),
        ScenarioPhrase("高压疏通主管", "jetted the main drain"),
      ],
      parts: ["防臭地漏芯1个"]),
  ]
}
