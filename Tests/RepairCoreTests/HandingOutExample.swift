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
    let begin = try #require(source.range(of: "/// Some valves:", options: .backwards))
    #expect(article.contains("```swift\n" + source[begin.lowerBound...] + "```"))
  }

  @Test("Two valves are asked for, handed out and used")
  func works() throws {
    let commands = valves(2, of: "valve-15", from: "north-main", "pcs")
    let given = Given(.inProgress).when(commands[0], by: .worker).accepted()
      .when(commands[1], by: .storekeeper).accepted()
      .when(commands[2], by: .worker).accepted()
    #expect(given.ticket?.areMaterialsBalanced == true)
  }
}

/// Some valves: asked for, handed out, used.
func valves(
  _ count: Quantity, of item: ItemCode, from store: StoreCode, _ unit: String
) -> [TicketCommand] {
  [
    .requestMaterial(MaterialRequest(item: item, unit: unit, quantity: count)),
    .issueMaterial(line: .first, quantity: count, store: store, override: nil),
    .useMaterial(line: .first, quantity: count),
  ]
}
