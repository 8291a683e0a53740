/// A release that the provider keeps: one line of `sampan history`.
package struct Release: Equatable, Sendable {
  /// The provider's own id, as `rollback --to` takes it, e.g. `api-007`.
  package var id: String
  /// Nil where the provider does not report it.
  package var created: Timestamp?
  /// The provider's word, e.g. `normal` or `build_failed`.
  package var status: String
  /// 0–100; nil where the provider does not report a share.
  package var trafficPercent: Int?
  package var remark: String?
  package var image: String?

  package init(
    id: String, created: Timestamp? = nil, status: String, trafficPercent: Int? = nil,
    remark: String? = nil, image: String? = nil
  ) {
    self.id = id
    self.created = created
    self.status = status
    self.trafficPercent = trafficPercent
    self.remark = remark
    self.image = image
  }

  package var stamp: Stamp? { remark.flatMap(Stamp.init(in:)) }
}
