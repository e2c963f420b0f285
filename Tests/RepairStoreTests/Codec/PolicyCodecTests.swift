import RepairCore
import RepairStore
import Testing

@Suite("Policies as JSON")
struct PolicyCodecTests {
  private static func field(at fault: String) -> String? {
    do throws(MalformedSettings) {
      _ = try TicketPolicy(json: fault.utf8)
      return nil
    } catch {
      return error.field
    }
  }

  @Test("What is left out is as in the standard policy")
  func defaults() throws {
    var policy = TicketPolicy.standard
    #expect(try TicketPolicy(json: "{}".utf8) == policy)
    policy.confirmationWindow = .days(3)
    #expect(try TicketPolicy(json: #"{"confirmationWindow":"3d"}"#.utf8) == policy)
  }

  @Test("A policy reads as it was written")
  func roundTrip() throws {
    var policy = TicketPolicy.standard
    #expect(try TicketPolicy(json: policy.json) == policy)
    policy.clockTolerance = TimeSpan(milliseconds: 90_061_001)
    policy.hurryGap = .zero
    policy.reopenWindow = TimeSpan(milliseconds: .max)
    policy.defaultPriority = .urgent
    policy.pausingHolds = [.other, .parts]
    policy.photoToSubmit = [try #require(CategoryCode("水")), try #require(CategoryCode("b"))]
    policy.openJobLimit = nil
    policy.attachmentLimit = 0
    policy.oneTicketPerFault = true
    policy.recordedRefusals = [.notPermitted, .unknownTicket]
    #expect(try TicketPolicy(json: policy.json) == policy)
  }

  @Test("Spans are texts people can read")
  func spans() throws {
    var policy = TicketPolicy.standard
    policy.hurryGap = .minutes(90)
    #expect(String(decoding: policy.json, as: UTF8.self).contains(#""hurryGap":"1h 30m""#))
  }

  @Test(
    "A field at fault is named",
    arguments: [
      (#"{"confirmationWindow":"7"}"#, "confirmationWindow"),
      (#"{"confirmationWindow":"-7d"}"#, "confirmationWindow"),
      (#"{"confirmationWindow":"2h 1d"}"#, "confirmationWindow"),
      (#"{"confirmationWindow":"1d  2h"}"#, "confirmationWindow"),
      (#"{"confirmationWindow":""}"#, "confirmationWindow"),
      (#"{"confirmationWindow":"99999999999999999d"}"#, "confirmationWindow"),
      (#"{"confirmationWindow":7}"#, "confirmationWindow"),
      (#"{"defaultPriority":9}"#, "defaultPriority"), (#"{"openJobLimit":-1}"#, "openJobLimit"),
      (#"{"oneTicketPerFault":1}"#, "oneTicketPerFault"),
      (#"{"pausingHolds":["sleep"]}"#, "pausingHolds"),
      (#"{"photoToSubmit":"all"}"#, "photoToSubmit"),
      (#"{"hurryGap":"1h","hurryGap":"2h"}"#, "hurryGap"), (#"{"colour":"red"}"#, "colour"),
      ("[]", ""), ("", ""),
    ])
  func faulty(_ text: String, _ field: String) {
    #expect(Self.field(at: text) == field)
  }
}
