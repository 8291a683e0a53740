import Foundation
import Model

/// The object storage behind package deploys: presigned `PUT`, as COS does it
/// (https://cloud.tencent.com/document/product/436/7749).
struct PackageStore: Sendable {
  /// A place to upload to, and what was uploaded.
  struct Slot: Sendable {
    var environment: String
    var service: String
    var name: String
    var version: String
    /// Path and query, exactly as they were handed out.
    var target: String
    var expires: Timestamp
    var body: RecordedBody?
  }

  private(set) var slots: [Slot] = []
  private(set) var stored: [RecordedBody] = []

  /// Hands out a new place, good for 7 days.
  mutating func open(environment: String, service: String, now: Timestamp) -> Slot {
    let version = String(now.seconds + Int64(slots.count))
    let name = "\(service).zip"
    let end = now.seconds + 604_800
    // Escapes inside an escaped value, as real ones have: whoever re-encodes the query breaks it.
    let query =
      "sign=q-sign-algorithm%3Dsha1%26q-ak%3DAKIDEXAMPLE%26q-sign-time%3D\(now.seconds)%253B\(end)"
      + "%26q-signature%3D\(UUID().uuidString.lowercased().replacing("-", with: ""))"
    let slot = Slot(
      environment: environment, service: service, name: name, version: version,
      target: "/\(environment)/\(version)-\(name)?\(query)", expires: Timestamp(seconds: end))
    slots.append(slot)
    return slot
  }

  /// The uploaded package of these names; nil while nothing was uploaded there.
  func package(environment: String, service: String, name: String, version: String) -> RecordedBody? {
    slots.first {
      $0.environment == environment && $0.service == service && $0.name == name && $0.version == version
    }?.body
  }

  /// Whether a request is meant for the storage.
  static func claims(_ head: RequestHead) -> Bool { head.method == "PUT" }

  /// Stores a package, or refuses it in COS's XML.
  mutating func put(_ request: RecordedRequest, scenario: Scenario, now: Timestamp) -> Answer {
    switch scenario.storage {
    case .stores, .storesOtherBytes: break
    case .refuses: return .refusal(403, "AccessDenied", "Access Denied.")
    case .isPortal: return .portal
    }
    guard request[header: "Authorization"] == nil else {
      return .refusal(400, "InvalidArgument", "Only one kind of signature may be sent.")
    }
    guard let index = slots.firstIndex(where: { $0.target == request.target }) else {
      return .refusal(403, "SignatureDoesNotMatch", "The signature in the query is not one of ours.")
    }
    guard now < slots[index].expires else { return .refusal(403, "AccessDenied", "Request has expired") }
    guard request.head.declaredByteCount != nil else {
      return .refusal(411, "MissingContentLength", "You must provide the Content-Length HTTP header.")
    }
    slots[index].body = request.body
    stored.append(request.body)
    return .stored(request.body, scenario)
  }
}
