/// What people write besides the fault itself: when it began, how it hurts, what they ask.
enum ScenarioWording {
  static let since = [
    ScenarioPhrase("从昨晚开始的", "It began last night"),
    ScenarioPhrase("今天早上发现的", "I noticed it this morning"),
    ScenarioPhrase("已经两天了", "It has been like this for two days"),
    ScenarioPhrase("上周修过一次又坏了", "It was repaired last week and failed again"),
    ScenarioPhrase("开学就这样", "It has been so since term began"),
    ScenarioPhrase("时好时坏快一个月了", "It has come and gone for a month"),
    ScenarioPhrase("刚刚才坏的", "It broke just now"),
  ]

  static let pleas = [
    ScenarioPhrase("麻烦尽快来看看，谢谢", "Please have a look soon, thank you"),
    ScenarioPhrase("请师傅带工具上门", "Please bring tools"),
    ScenarioPhrase("宿舍白天有人", "Somebody is in during the day", .dormitory),
    ScenarioPhrase("下午四点以后有人", "We are in after four"),
    ScenarioPhrase("来之前请先打电话", "Please ring before you come"),
    ScenarioPhrase("周末也可以来", "The weekend is fine too", .dormitory),
    ScenarioPhrase("影响上课，比较急", "It disturbs classes, so it is rather urgent", .academic),
    ScenarioPhrase("不急，方便的时候来就行", "No hurry, whenever it suits you"),
  ]

  /// Questions, each with the answers it may get.
  static let questions: [(question: ScenarioPhrase, answers: [ScenarioPhrase])] = [
    (
      ScenarioPhrase("请问具体是哪个位置？能拍张照片吗？", "Where exactly is it? Could you send a photo?"),
      [
        ScenarioPhrase("进门左手边那个，照片已上传", "The one on the left as you enter, photo added"),
        ScenarioPhrase("靠窗那一侧", "The one by the window"),
      ]
    ),
    (
      ScenarioPhrase("什么时候方便上门？", "When may we come?"),
      [
        ScenarioPhrase("明天上午都在", "We are in all tomorrow morning"),
        ScenarioPhrase("今天下午三点之后可以", "Any time after three today"),
      ]
    ),
    (
      ScenarioPhrase("设备上有编号标签吗？", "Is there a label with a number on it?"),
      [
        ScenarioPhrase("标签磨掉了，看不清", "The label is worn off, I cannot read it"),
        ScenarioPhrase("没有找到标签", "I found no label"),
      ]
    ),
    (
      ScenarioPhrase("是一直这样还是偶尔出现？", "Is it always so or only now and then?"),
      [
        ScenarioPhrase("一直这样", "It is always like that"),
        ScenarioPhrase("时有时无，晚上多一些", "Now and then, more often at night"),
      ]
    ),
  ]

  static let requesterNotes = [
    ScenarioPhrase("补充一下：隔壁房间也有同样的问题", "The room next door has the same problem"),
    ScenarioPhrase("钥匙放在宿管阿姨那里", "The key is with the warden"),
    ScenarioPhrase("我们先用盆接着水", "We have put a bucket under it for now"),
    ScenarioPhrase("情况比昨天严重了", "It is worse than yesterday"),
  ]

  static let internalNotes = [
    ScenarioPhrase("需要两个人一起去", "Takes two people"),
    ScenarioPhrase("该楼栋下月统一检修", "This building is due for an overhaul next month"),
    ScenarioPhrase("材料已经在库房备好", "Parts are ready in the store"),
    ScenarioPhrase("报修人反映多次，优先处理", "Reported several times, please take it first"),
    ScenarioPhrase("现场需要登高作业", "Needs a ladder"),
  ]

  static let noAccess = [
    ScenarioPhrase("敲门无人应答，电话未接", "Nobody answered the door or the phone"),
    ScenarioPhrase("房间上锁，留了便条", "Locked, left a card"),
    ScenarioPhrase("实验进行中，不让进", "An experiment was running, could not enter"),
  ]

  static let overrides = [
    ScenarioPhrase("本工种师傅都在忙", "everybody of the trade is busy"),
    ScenarioPhrase("他正好在附近", "he is next door already"),
  ]

  /// Why a result is rejected: a code, and how people put it.
  static let reworks = [
    ("stillBroken", ScenarioPhrase("还是老样子", "It is just as before")),
    ("failedAgain", ScenarioPhrase("师傅走了没多久又坏了", "It failed again soon after you left")),
    ("partlyDone", ScenarioPhrase("只修好了一半", "Only half of it works")),
    ("untidy", ScenarioPhrase("现场垃圾没有清理", "The mess was left behind")),
  ]

  /// Why a report is not taken on: a code, and how the desk puts it.
  static let declines = [
    ("notOurs", ScenarioPhrase("个人物品，不在维修范围", "A private thing, not ours to repair")),
    ("renovationPlanned", ScenarioPhrase("该区域暑期统一改造", "The area will be renovated this summer")),
    ("unclear", ScenarioPhrase("描述不清，无法判断", "Unclear, we cannot tell what it is about")),
  ]

  /// Why somebody who reported a fault withdraws: a code, and how people put it.
  static let cancellations = [
    ("fixedMyself", ScenarioPhrase("自己弄好了", "I fixed it myself")),
    ("noLongerNeeded", ScenarioPhrase("又能用了", "It works again")),
    ("reportedTwice", ScenarioPhrase("室友已经报过了", "My roommate has reported it already")),
    ("movedOut", ScenarioPhrase("我换宿舍了", "I have moved out")),
  ]

  /// What people write with a good, a middling and a bad mark.
  static let praise = [
    ScenarioPhrase("师傅很专业，速度快", "Quick and professional"),
    ScenarioPhrase("谢谢师傅！", "Thank you!"),
    ScenarioPhrase("修得很好，还帮忙打扫了", "Well done, and cleaned up too"),
    ScenarioPhrase("态度非常好", "Very friendly"), ScenarioPhrase("点赞👍", "Great 👍"),
  ]
  static let sameDay = [
    ScenarioPhrase("当天就修好了，没想到", "Done the same day, I did not expect that"),
    ScenarioPhrase("上午报修下午就好了", "Reported in the morning, done by the afternoon"),
  ]
  static let lukewarm = [
    ScenarioPhrase("修好了，就是等得有点久", "It works, but I waited a while"),
    ScenarioPhrase("还行", "All right"),
    ScenarioPhrase("来之前能打个电话就好了", "A call before would have been nice"),
  ]
  static let complaint = [
    ScenarioPhrase("等了一个星期", "I waited a week"),
    ScenarioPhrase("修完第二天又坏了", "It broke again the next day"),
    ScenarioPhrase("师傅态度不好", "The worker was rude"),
  ]

  /// A fault in its reporter's words.
  static func description(
    of fault: ScenarioFault, spot: ScenarioPhrase?, inDormitory: Bool, inEnglish: Bool,
    _ random: inout ScenarioRandom
  ) -> String {
    let pleas = pleas.filter { $0.setting.includes(dormitory: inDormitory) }
    let symptom = random.pick(fault.symptoms).text(inEnglish: inEnglish)
    let thing = fault.thing.text(inEnglish: inEnglish)
    let since = random.chance(450) ? random.pick(Self.since).text(inEnglish: inEnglish) : nil
    let plea = random.chance(550) ? random.pick(pleas).text(inEnglish: inEnglish) : nil
    if inEnglish {
      let place = spot.map { " in the \($0.en)" } ?? ""
      var text = "The \(thing)\(place) \(symptom)."
      if let since { text += " \(since)." }
      if let plea { text += " \(plea)." }
      return text
    }
    let greeting = random.chance(120) ? "师傅您好，" : ""
    let place = spot?.zh ?? ""
    var text = greeting + place + thing + symptom
    if let since { text += "，" + since }
    if let plea { text += "，" + plea }
    // Half the people end with a full stop, and nobody who writes three words does.
    if text.unicodeScalars.count > 12, random.chance(500) { text += "。" }
    return text
  }

  /// A place in the words of whoever reports it.
  static func address(building: String, room: Int, spot: ScenarioPhrase?, inEnglish: Bool)
    -> String
  {
    let spot = spot.map { " " + $0.text(inEnglish: inEnglish) } ?? ""
    return building + " \(room)" + spot
  }
}
