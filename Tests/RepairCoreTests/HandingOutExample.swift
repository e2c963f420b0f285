import Foundation
import RepairCore
import Testing

/// The example of the article "Handing out materials", kept here so that it compiles and works.
struct HandingOutExample {
  @Test("The article shows the commands that are tested, line by line")
  func documented() throws {
    let source = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
    let article = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../Sources/RepairCore/RepairCore.docc/HandingOutMaterials.md"),
      encoding: .utf8)
    let begin = try #require(source.range(of: "/// Two valves:", options: .backwards))
    #expect(article.contains("```swift\n" + source[begin.lowerBound...] + "```"))
  }

  @Test("Two valves are asked for, handed out and used")
  func works() throws {
    let steps = commands(for: 2, of: "valve-15", from: "north-main")
    let given = Given(.inProgress).when(steps[0], by: .worker).accepted()
      .when(steps[1], by: .storekeeper).accepted()
      .when(steps[2], by: .worker).accepted()
    #expect(given.ticket?.areMaterialsBalanced == true)
  }
}

/// Two valves: asked for, handed out, used.
func commands(for two: Quantity, of valve: ItemCode, from store: StoreCode) -> [TicketCommand] {
  [
    .requestMaterial(MaterialRequest(item: valve, unit: "pcs", quantity: two)),
    .issueMaterial(line: .first, quantity: two, store: store, override: nil),
    .useMaterial(line: .first, quantity: two),
  ]
}
