extension ScenarioFault {
  /// Doors, windows and locks.
  static let doors: [ScenarioFault] = [
    ScenarioFault(
      category: "lock", trade: .joiner, weight: 34, minutes: 15...60,
      thing: ScenarioPhrase("门锁", "door lock"),
      symptoms: [
        ScenarioPhrase("钥匙拔不出来", "will not let go of the key"),
        ScenarioPhrase("锁不上", "does not lock"), ScenarioPhrase("刷卡没反应", "ignores the card"),
        ScenarioPhrase("从里面打不开", "cannot be opened from inside"),
      ],
      causes: [
        ScenarioPhrase("锁芯损坏", "broken cylinder"), ScenarioPhrase("门锁电池没电", "flat lock battery"),
        ScenarioPhrase("锁舌与锁扣错位", "latch out of line"),
      ],
      repairs: [
        ScenarioPhrase("更换锁芯，交付钥匙三把", "changed the cylinder, three keys handed over"),
        ScenarioPhrase("更换电池", "changed the battery"),
        ScenarioPhrase("调整锁扣位置", "realigned the strike plate"),
      ],
      parts: ["锁芯1个", "5号电池4节"]),
    ScenarioFault(
      category: "doorsWindows", trade: .joiner, weight: 26, minutes: 20...90,
      thing: ScenarioPhrase("窗户", "window"),
      spots: [
        ScenarioPhrase("阳台", "balcony", .dormitory), ScenarioPhrase("宿舍", "bedroom", .dormitory),
        ScenarioPhrase("教室", "classroom", .academic),
      ],
      symptoms: [
        ScenarioPhrase("关不严，漏风", "does not shut tight and lets the wind in"),
        ScenarioPhrase("玻璃裂了", "has a cracked pane"), ScenarioPhrase("推不动", "is stuck"),
        ScenarioPhrase("纱窗破了，蚊子很多", "has a torn screen and mosquitoes come in"),
      ],
      causes: [
        ScenarioPhrase("滑轮损坏", "broken roller"), ScenarioPhrase("密封条脱落", "missing seal"),
        ScenarioPhrase("外力撞击", "impact"),
      ],
      repairs: [
        ScenarioPhrase("更换滑轮并校正", "new rollers, realigned"),
        ScenarioPhrase("更换密封条", "new seal"),
        ScenarioPhrase("更换玻璃", "new pane"), ScenarioPhrase("更换纱网", "new screen"),
      ],
      parts: ["窗滑轮2个", "密封条3米", "钢化玻璃1块"]),
    ScenarioFault(
      category: "doorsWindows", trade: .joiner, weight: 18, minutes: 20...90,
      thing: ScenarioPhrase("门", "door"),
      spots: [ScenarioPhrase("阳台", "balcony", .dormitory), ScenarioPhrase("卫生间", "bathroom")],
      symptoms: [
        ScenarioPhrase("合页松了，关门要抬一下", "has loose hinges and must be lifted to shut"),
        ScenarioPhrase("下沿泡水变形", "is swollen at the bottom"),
        ScenarioPhrase("闭门器坏了，关门声音很大", "slams because the closer is broken"),
      ],
      causes: [
        ScenarioPhrase("合页螺丝松脱", "loose hinge screws"), ScenarioPhrase("受潮变形", "swollen by damp"),
        ScenarioPhrase("闭门器漏油", "leaking door closer"),
      ],
      repairs: [
        ScenarioPhrase("更换合页", "new hinges"),
        ScenarioPhrase("刨修门边并刷漆", "planed and painted the edge"),
        ScenarioPhrase("更换闭门器", "new door closer"),
      ],
      parts: ["合页2个", "闭门器1个"]),
  ]

  /// Beds, desks, chairs and boards.
  static let furniture: [ScenarioFault] = [
    ScenarioFault(
      category: "furniture", trade: .joiner, weight: 24, setting: .dormitory, minutes: 20...90,
      thing: ScenarioPhrase("床", "bed"),
      symptoms: [
        ScenarioPhrase("床板断了一根", "has a broken slat"),
        ScenarioPhrase("爬梯松动，很危险", "has a loose and dangerous ladder"),
        ScenarioPhrase("一翻身就吱呀响", "creaks whenever I turn over"),
      ],
      causes: [
        ScenarioPhrase("床板受潮断裂", "slat broken by damp"), ScenarioPhrase("螺栓松动", "loose bolts"),
      ],
      repairs: [
        ScenarioPhrase("更换床板", "new slat"), ScenarioPhrase("紧固全部螺栓", "tightened every bolt"),
        ScenarioPhrase("加固爬梯", "reinforced the ladder"),
      ],
      parts: ["床板1块", "M8螺栓4套"]),
    ScenarioFault(
      category: "furniture", trade: .joiner, weight: 20, minutes: 15...70,
      thing: ScenarioPhrase("椅子", "chair"),
      spots: [
        ScenarioPhrase("教室第三排", "third row of the classroom", .academic),
        ScenarioPhrase("自习室", "study room"),
      ],
      symptoms: [
        ScenarioPhrase("腿断了", "has a broken leg"), ScenarioPhrase("靠背脱落", "has lost its back"),
        ScenarioPhrase("坐板翘起来，会夹到人", "has a warped seat that pinches"),
      ],
      causes: [
        ScenarioPhrase("焊点开裂", "cracked weld"), ScenarioPhrase("铆钉脱落", "lost rivets"),
      ],
      repairs: [
        ScenarioPhrase("补焊加固", "rewelded"), ScenarioPhrase("重新铆接", "riveted again"),
        ScenarioPhrase("整椅更换", "replaced the chair"),
      ],
      parts: ["铆钉8个", "椅子1把"]),
    ScenarioFault(
      category: "furniture", trade: .joiner, weight: 3, setting: .academic, priority: 5,
      minutes: 240...960, buildings: "teach",
      thing: ScenarioPhrase("阶梯教室桌椅", "lecture hall seating"),
      symptoms: [
        ScenarioPhrase("整排松动，需要全部检修", "is loose along whole rows and needs an overhaul"),
        ScenarioPhrase("有二十多个座位坏了", "has more than twenty broken seats"),
      ],
      causes: [ScenarioPhrase("使用年限过长", "beyond its service life")],
      repairs: [
        ScenarioPhrase("整体检修，更换座板26块", "overhauled, 26 seats replaced"),
        ScenarioPhrase("分批更换，已全部完成", "replaced in stages, all done"),
      ],
      parts: ["座板26块", "膨胀螺栓60套"]),
  ]

  /// Walls, ceilings and roofs.
  static let building: [ScenarioFault] = [
    ScenarioFault(
      category: "building", trade: .mason, weight: 16, minutes: 60...300,
      thing: ScenarioPhrase("天花板", "ceiling"),
      spots: [ScenarioPhrase("卫生间", "bathroom"), ScenarioPhrase("走廊尽头", "far corridor")],
      symptoms: [
        ScenarioPhrase("渗水发霉", "is damp and mouldy"), ScenarioPhrase("掉墙皮", "is shedding plaster"),
        ScenarioPhrase("有一块扣板掉下来了", "has lost a panel"),
      ],
      causes: [
        ScenarioPhrase("楼上防水层失效", "failed waterproofing upstairs"),
        ScenarioPhrase("屋面漏水", "roof leak"), ScenarioPhrase("龙骨松动", "loose ceiling grid"),
      ],
      repairs: [
        ScenarioPhrase("楼上重做防水，本层补刷", "waterproofed upstairs, repainted here"),
        ScenarioPhrase("屋面补漏", "patched the roof"), ScenarioPhrase("重新安装扣板", "refitted the panel"),
      ],
      parts: ["防水涂料1桶", "腻子粉1袋", "铝扣板2块"]),
    ScenarioFault(
      category: "building", trade: .mason, weight: 12, minutes: 40...200,
      thing: ScenarioPhrase("地砖", "floor tile"),
      spots: [ScenarioPhrase("大厅", "lobby", .academic), ScenarioPhrase("大门口", "main entrance")],
      symptoms: [
        ScenarioPhrase("翘起来，容易绊倒人", "has lifted and people trip over it"),
        ScenarioPhrase("碎了好几块", "is broken in several places"),
      ],
      causes: [
        ScenarioPhrase("空鼓", "hollow bedding"), ScenarioPhrase("热胀冷缩起拱", "heaved by heat"),
      ],
      repairs: [
        ScenarioPhrase("铲除重铺", "lifted and relaid"),
        ScenarioPhrase("更换地砖并勾缝", "new tiles, grouted"),
      ],
      parts: ["地砖6块", "瓷砖胶1袋"]),
  ]
}
