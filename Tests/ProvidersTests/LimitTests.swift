import Model
import Providers
import Testing

/// The numbers that `check` accepts: as the vendors have them, and no smaller. Where no document has a maximum, the number
/// is one that no service reaches, or the API's own type.
@Suite struct LimitTests {
  private static let int32 = Double(Int32.max)

  private static let limits: [String: ClosedRange<Double>] = [
    "esa.containers.ProbeContent.FailureThreshold": 1...int32,
    "esa.containers.ProbeContent.InitialDelaySeconds": 0...int32,
    "esa.containers.ProbeContent.PeriodSeconds": 0...int32,
    "esa.containers.ProbeContent.Port": 1...65_535,
    "esa.containers.ProbeContent.SuccessThreshold": 1...int32,
    "esa.containers.ProbeContent.TimeoutSeconds": 0...int32,
    "esa.percentage": 1...100,
    "local.keep": 1...1000,
    "tcbr.items.CpuSpecs": 0...1_000_000,
    "tcbr.items.InitialDelaySeconds": 0...1000,
    "tcbr.items.MaxNum": 0...1_000_000,
    "tcbr.items.MemSpecs": 0...1_000_000,
    "tcbr.items.MinNum": 0...1_000_000,
    "tcbr.items.PolicyDetails.PolicyThreshold": 0...100,
    "tcbr.items.Port": 1...65_535,
    "tcbr.items.TimerScale.ReplicaNum": 0...1_000_000,
    "tem.batchInterval": 0...int32,
    "tem.betaBatchNum": 0...int32,
    "tem.minAvailable": 0...int32,
    "tem.totalBatchCount": 0...int32,
    "wechat.containerPort": 1...65_535,
    "wechat.flowRatio": 0...100,
    "wechat.initialDelaySeconds": 0...int32,
    "wechat.policyDetail.policyThreshold": 0...100,
  ]

  private static func numbers(in specs: [OptionSpec], of path: String) -> [String: ClosedRange<Double>] {
    specs.reduce(into: [:]) { found, spec in
      found.merge(numbers(in: spec.kind, of: "\(path).\(spec.name)")) { $1 }
    }
  }

  private static func numbers(
    in kind: OptionSpec.Kind, of path: String
  ) -> [String: ClosedRange<Double>] {
    switch kind {
    case .integer(let range): [path: Double(range.lowerBound)...Double(range.upperBound)]
    case .number(let range): [path: range]
    case .list(let kind), .map(let kind): numbers(in: kind, of: path)
    case .object(let specs): numbers(in: specs, of: path)
    case .string, .directory, .template, .boolean, .choice: [:]
    }
  }

  @Test func `every number has the limits of its vendor`() {
    let actual = Catalog.all.schemas.reduce(into: [String: ClosedRange<Double>]()) { found, schema in
      found.merge(Self.numbers(in: schema.options, of: schema.name)) { $1 }
    }
    for name in Set(actual.keys).union(Self.limits.keys).sorted() {
      #expect(actual[name] == Self.limits[name], "\(name)")
    }
  }
}
