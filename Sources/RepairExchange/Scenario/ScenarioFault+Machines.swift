extension ScenarioFault {
  /// Air conditioners and fans.
  static let cooling: [ScenarioFault] = [
    ScenarioFault(
      category: "airConditioning", trade: .cooling, weight: 90, priority: 3, minutes: 20...120,
      weeks: 10...18, thing: ScenarioPhrase("空调", "air conditioner"),
      symptoms: [
        ScenarioPhrase("不制冷", "does not cool"),
        ScenarioPhrase("滴水，床都湿了", "drips and the bed is wet"),
        ScenarioPhrase("打不开", "does not start"), ScenarioPhrase("有一股霉味", "smells of mould"),
        ScenarioPhrase("外机声音特别大", "is very loud outside"),
      ],
      causes: [
        ScenarioPhrase("缺氟", "low refrigerant"),
        ScenarioPhrase("冷凝水管堵塞", "blocked condensate pipe"),
        ScenarioPhrase("滤网积尘", "clogged filter"),
        ScenarioPhrase("启动电容损坏", "failed start capacitor"),
      ],
      repairs: [
        ScenarioPhrase("加氟并检漏，制冷正常", "topped up, leak tested, cools again"),
        ScenarioPhrase("疏通冷凝水管", "cleared the condensate pipe"),
        ScenarioPhrase("清洗滤网和蒸发器", "cleaned filter and coil"),
        ScenarioPhrase("更换启动电容", "replaced the capacitor"),
      ],
      parts: ["R32制冷剂0.5kg", "启动电容1个", "滤网2片"]),
    ScenarioFault(
      category: "airConditioning", trade: .cooling, weight: 14, priority: 2, minutes: 20...90,
      weeks: 0...9, thing: ScenarioPhrase("新风机", "ventilation unit"),
      symptoms: [
        ScenarioPhrase("不转了", "has stopped"), ScenarioPhrase("吹出来的风有异味", "blows bad air"),
        ScenarioPhrase("噪音太大没法上课", "is too loud to teach"),
      ],
      causes: [
        ScenarioPhrase("皮带断裂", "broken belt"), ScenarioPhrase("过滤棉太脏", "dirty filter mat"),
        ScenarioPhrase("轴承缺油", "dry bearing"),
      ],
      repairs: [
        ScenarioPhrase("更换皮带", "new belt"), ScenarioPhrase("更换过滤棉", "new filter mat"),
        ScenarioPhrase("轴承加油", "greased the bearing"),
      ],
      parts: ["三角带1根", "过滤棉1卷"]),
    ScenarioFault(
      category: "fan", trade: .cooling, weight: 22, minutes: 15...60, weeks: 6...18,
      thing: ScenarioPhrase("吊扇", "ceiling fan"),
      symptoms: [
        ScenarioPhrase("晃得厉害，怕掉下来", "wobbles so much that I fear it will fall"),
        ScenarioPhrase("只有一档能用", "works at one speed only"),
        ScenarioPhrase("转得很慢", "turns very slowly"),
      ],
      causes: [
        ScenarioPhrase("吊钩螺丝松动", "loose hook bolt"), ScenarioPhrase("调速器损坏", "faulty regulator"),
        ScenarioPhrase("电容衰减", "weak capacitor"),
      ],
      repairs: [
        ScenarioPhrase("紧固吊钩并做平衡", "tightened and balanced"),
        ScenarioPhrase("更换调速器", "new regulator"), ScenarioPhrase("更换电容", "new capacitor"),
      ],
      parts: ["调速器1个", "风扇电容1个"]),
  ]

  /// Network and teaching equipment.
  static let network: [ScenarioFault] = [
    ScenarioFault(
      category: "network", trade: .network, weight: 34, minutes: 10...60,
      thing: ScenarioPhrase("网口", "network port"),
      spots: [
        ScenarioPhrase("书桌旁", "wall by the desk"), ScenarioPhrase("办公室", "office", .academic),
        ScenarioPhrase("机房", "computer room", .academic),
      ],
      symptoms: [
        ScenarioPhrase("没有网", "has no connection"),
        ScenarioPhrase("总是掉线", "drops out again and again"),
        ScenarioPhrase("水晶头插不进去", "will not take the plug"),
      ],
      causes: [
        ScenarioPhrase("交换机端口故障", "dead switch port"), ScenarioPhrase("水晶头氧化", "corroded plug"),
        ScenarioPhrase("账号未绑定", "account was not bound"),
      ],
      repairs: [
        ScenarioPhrase("更换交换机端口", "moved to another switch port"),
        ScenarioPhrase("重做水晶头", "new plug crimped"),
        ScenarioPhrase("后台重新绑定账号", "account bound again"),
      ],
      parts: ["水晶头2个", "网线10米"]),
    ScenarioFault(
      category: "network", trade: .network, weight: 14, priority: 2, minutes: 15...60,
      thing: ScenarioPhrase("无线网", "Wi-Fi"),
      symptoms: [
        ScenarioPhrase("连不上", "cannot be reached"),
        ScenarioPhrase("晚上特别慢", "is very slow at night"),
        ScenarioPhrase("信号只有一格", "has one bar only"),
      ],
      causes: [
        ScenarioPhrase("AP离线", "access point offline"),
        ScenarioPhrase("信道干扰", "channel interference"),
      ],
      repairs: [
        ScenarioPhrase("重启AP", "restarted the access point"),
        ScenarioPhrase("调整信道", "changed the channel"),
        ScenarioPhrase("更换AP", "replaced the access point"),
      ],
      parts: ["无线AP1台"]),
    ScenarioFault(
      category: "teachingEquipment", trade: .network, weight: 18, setting: .academic, priority: 2,
      minutes: 10...60, buildings: "teach", thing: ScenarioPhrase("投影仪", "projector"),
      symptoms: [
        ScenarioPhrase("开机没画面，下节课要用", "shows nothing and the next class needs it"),
        ScenarioPhrase("画面发黄", "has a yellow picture"),
        ScenarioPhrase("HDMI接口松了", "has a loose HDMI socket"),
      ],
      causes: [
        ScenarioPhrase("灯泡寿命到期", "lamp at end of life"), ScenarioPhrase("线缆接触不良", "bad cable"),
        ScenarioPhrase("接口焊点脱落", "broken solder joint"),
      ],
      repairs: [
        ScenarioPhrase("更换灯泡", "new lamp"), ScenarioPhrase("更换HDMI线", "new HDMI cable"),
        ScenarioPhrase("补焊接口", "resoldered the socket"),
      ],
      parts: ["投影灯泡1个", "HDMI线1根"]),
  ]
}
