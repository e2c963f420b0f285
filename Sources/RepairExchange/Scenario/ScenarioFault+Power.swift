extension ScenarioFault {
  /// Sockets, breakers and lifts.
  static let power: [ScenarioFault] = [
    ScenarioFault(
      category: "electrical", trade: .electrician, weight: 34, minutes: 15...50,
      thing: ScenarioPhrase("插座", "socket"),
      spots: [
        ScenarioPhrase("书桌旁", "wall by the desk"),
        ScenarioPhrase("床头", "wall by the bed", .dormitory),
        ScenarioPhrase("讲台", "lectern", .academic), ScenarioPhrase("实验台", "lab bench", .academic),
      ],
      symptoms: [
        ScenarioPhrase("没电", "is dead"), ScenarioPhrase("松动，插头插不稳", "is loose, plugs fall out"),
        ScenarioPhrase("一插就冒火花", "sparks when something is plugged in"),
        ScenarioPhrase("面板烧黑了", "has a scorched plate"),
      ],
      causes: [
        ScenarioPhrase("接线松脱", "loose wiring"), ScenarioPhrase("插座内部老化", "worn contacts"),
        ScenarioPhrase("过载烧毁", "burnt out by overload"),
      ],
      repairs: [
        ScenarioPhrase("重新接线并紧固", "rewired and tightened"),
        ScenarioPhrase("更换五孔插座", "fitted a new socket"),
        ScenarioPhrase("更换插座并检查线路负荷", "fitted a new socket and checked the load"),
      ],
      parts: ["五孔插座1个", "绝缘胶带1卷"]),
    ScenarioFault(
      category: "electrical", trade: .electrician, weight: 24, setting: .dormitory, priority: 2,
      minutes: 10...60, thing: ScenarioPhrase("电闸", "circuit breaker"),
      symptoms: [
        ScenarioPhrase("一合上就跳", "trips as soon as it is switched on"),
        ScenarioPhrase("跳闸了，整个房间没电", "has tripped and the whole room is dark"),
        ScenarioPhrase("频繁跳闸", "keeps tripping"),
      ],
      causes: [
        ScenarioPhrase("使用大功率电器", "overload by an appliance"),
        ScenarioPhrase("空气开关老化", "aged breaker"),
        ScenarioPhrase("线路短路", "short circuit in the wiring"),
      ],
      repairs: [
        ScenarioPhrase("复位并提醒用电安全", "reset it and gave safety advice"),
        ScenarioPhrase("更换空气开关", "replaced the breaker"),
        ScenarioPhrase("排查短路点并修复", "found and repaired the short"),
      ],
      parts: ["空气开关1个", "BV线5米"]),
    ScenarioFault(
      category: "electrical", trade: .electrician, weight: 4, priority: 1, minutes: 40...200,
      thing: ScenarioPhrase("配电箱", "distribution board"),
      spots: [ScenarioPhrase("楼道", "hallway"), ScenarioPhrase("地下室", "basement", .academic)],
      symptoms: [
        ScenarioPhrase("冒烟，有焦味", "is smoking and smells of burning"),
        ScenarioPhrase("断电，整层楼都黑了", "has failed and the whole floor is dark"),
      ],
      causes: [
        ScenarioPhrase("接线端子过热", "overheated terminal"),
        ScenarioPhrase("总开关损坏", "failed main switch"),
      ],
      repairs: [
        ScenarioPhrase("断电检修，更换端子，恢复供电", "isolated, replaced the terminal, power restored"),
        ScenarioPhrase("更换总开关，逐路送电正常", "replaced the main switch, all circuits live"),
      ],
      parts: ["接线端子6个", "塑壳断路器1个"]),
    ScenarioFault(
      category: "lift", trade: .electrician, weight: 5, setting: .academic, priority: 1,
      minutes: 30...240, thing: ScenarioPhrase("电梯", "lift"),
      symptoms: [
        ScenarioPhrase("停在两层之间，里面有人", "is stuck between floors with people inside"),
        ScenarioPhrase("门关不上", "will not close its doors"),
        ScenarioPhrase("运行时抖动异响", "shakes and grinds on the way up"),
      ],
      causes: [
        ScenarioPhrase("门机光幕遮挡", "door light curtain obstructed"),
        ScenarioPhrase("控制板故障", "faulty control board"),
        ScenarioPhrase("导靴磨损", "worn guide shoe"),
      ],
      repairs: [
        ScenarioPhrase("复位并清洁光幕，试运行正常", "reset, cleaned the curtain, test run fine"),
        ScenarioPhrase("维保单位更换控制板", "contractor replaced the control board"),
        ScenarioPhrase("更换导靴", "replaced the guide shoes"),
      ],
      parts: ["导靴2个"]),
    ScenarioFault(
      category: "appliance", trade: .electrician, weight: 16, priority: 4, minutes: 30...120,
      thing: ScenarioPhrase("饮水机", "water dispenser"),
      spots: [ScenarioPhrase("走廊", "corridor"), ScenarioPhrase("开水间", "pantry", .academic)],
      symptoms: [
        ScenarioPhrase("不加热", "does not heat"),
        ScenarioPhrase("漏电，摸着发麻", "gives a tingle when touched"),
        ScenarioPhrase("显示E3故障", "shows error E3"),
      ],
      causes: [
        ScenarioPhrase("加热管烧坏", "burnt heating element"),
        ScenarioPhrase("接地线断开", "broken earth lead"),
        ScenarioPhrase("温控器失灵", "faulty thermostat"),
      ],
      repairs: [
        ScenarioPhrase("返厂更换加热管", "element replaced at the factory"),
        ScenarioPhrase("接好接地线，测试合格", "earth reconnected and tested"),
        ScenarioPhrase("更换温控器", "replaced the thermostat"),
      ],
      parts: ["加热管1根", "温控器1个"]),
  ]

  /// Lamps and switches.
  static let lighting: [ScenarioFault] = [
    ScenarioFault(
      category: "lighting", trade: .electrician, weight: 58, minutes: 10...40,
      thing: ScenarioPhrase("灯管", "light"),
      spots: [
        ScenarioPhrase("房间", "room"), ScenarioPhrase("走廊", "corridor"),
        ScenarioPhrase("楼梯间", "stairwell"),
        ScenarioPhrase("教室后排", "back of the classroom", .academic),
        ScenarioPhrase("卫生间", "bathroom"),
      ],
      symptoms: [
        ScenarioPhrase("不亮了", "does not come on"), ScenarioPhrase("一直闪", "flickers all the time"),
        ScenarioPhrase("嗡嗡响", "hums loudly"),
        ScenarioPhrase("罩子快掉下来了", "has a cover about to fall off"),
      ],
      causes: [
        ScenarioPhrase("灯管寿命到期", "end of life"), ScenarioPhrase("镇流器损坏", "failed ballast"),
        ScenarioPhrase("灯座接触不良", "bad contact in the holder"),
        ScenarioPhrase("灯罩卡扣断裂", "broken clip"),
      ],
      repairs: [
        ScenarioPhrase("更换LED灯管", "fitted a new LED tube"),
        ScenarioPhrase("更换镇流器", "replaced the ballast"),
        ScenarioPhrase("修复灯座接触", "repaired the holder"),
        ScenarioPhrase("重新固定灯罩", "refixed the cover"),
      ],
      parts: ["LED灯管1根", "镇流器1个", "灯座1个"]),
    ScenarioFault(
      category: "lighting", trade: .electrician, weight: 16, minutes: 10...30,
      thing: ScenarioPhrase("开关", "light switch"),
      symptoms: [
        ScenarioPhrase("按下去弹不起来", "stays down when pressed"),
        ScenarioPhrase("失灵，要按好多次", "works only after many presses"),
        ScenarioPhrase("面板掉了，电线露在外面", "has lost its plate and wires are showing"),
      ],
      causes: [
        ScenarioPhrase("弹簧片疲劳", "tired spring"), ScenarioPhrase("面板螺丝脱落", "missing screws"),
      ],
      repairs: [
        ScenarioPhrase("更换开关面板", "fitted a new switch"),
        ScenarioPhrase("重新固定面板", "refixed the plate"),
      ],
      parts: ["单联开关1个"]),
  ]
}
