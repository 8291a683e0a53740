/// One number of the table: its samples, and the aim.
struct Figure: Codable {
  var work: String
  /// What Sampan is compared with; empty for a number of its own.
  var peer: String
  /// What the number is, e.g. `× wall`.
  var measure: String
  var samples: [Double]
  /// The most that it should be; nil where there is no limit.
  var aim: Double?

  var median: Double {
    let sorted = samples.sorted()
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  var isMet: Bool? { aim.map { median <= $0 } }

  private enum CodingKeys: String, CodingKey {
    case work, peer, measure, samples, aim, median, isMet
  }

  init(_ work: String, against peer: String = "", _ measure: String, _ samples: [Double], aim: Double? = nil)
  {
    self.work = work
    self.peer = peer
    self.measure = measure
    self.samples = samples
    self.aim = aim
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    work = try values.decode(String.self, forKey: .work)
    peer = try values.decode(String.self, forKey: .peer)
    measure = try values.decode(String.self, forKey: .measure)
    samples = try values.decode([Double].self, forKey: .samples)
    aim = try values.decodeIfPresent(Double.self, forKey: .aim)
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(work, forKey: .work)
    try values.encode(peer, forKey: .peer)
    try values.encode(measure, forKey: .measure)
    try values.encode(samples, forKey: .samples)
    try values.encode(median, forKey: .median)
    try values.encodeIfPresent(aim, forKey: .aim)
    try values.encodeIfPresent(isMet, forKey: .isMet)
  }

  static let heading = """
    | work | against | measure | median | spread | aim | |
    |---|---|---|---|---|---|---|
    """

  /// A row of the table.
  var row: String {
    let spread = "\(Self.text(samples.min() ?? .nan)) … \(Self.text(samples.max() ?? .nan))"
    let verdict = isMet.map { $0 ? "met" : "**missed**" } ?? ""
    let aim = aim.map { "≤ \(Self.text($0))" } ?? ""
    return "| \(work) | \(peer) | \(measure) | \(Self.text(median)) | \(spread) | \(aim) | \(verdict) |"
  }

  /// The median, and the least and the most.
  var cell: String {
    "\(Self.text(median)) (\(Self.text(samples.min() ?? .nan)) … \(Self.text(samples.max() ?? .nan)))"
  }

  /// Three digits: more would be noise.
  static func text(_ number: Double) -> String {
    if number.isNaN { return "–" }
    let factor = number >= 100 ? 1.0 : number >= 10 ? 10.0 : number >= 1 ? 100.0 : 1000.0
    let rounded = (number * factor).rounded() / factor
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }
}

/// Two programs in turn, so that both are measured on the same busy or idle machine, and their ratios pair by pair.
struct Duel {
  var ours: [Measurement] = []
  var theirs: [Measurement] = []

  /// `prepare` runs before each round and is not measured. A first round, which fills the caches, is not counted.
  init(
    rounds: Int, prepare: () throws -> Void = {}, ours: Program, theirs: [Program]
  ) throws {
    for round in 0...rounds {
      try prepare()
      let mine = try ours.measure()
      var sum = Measurement(wall: 0, cpu: 0, memory: 0)
      for program in theirs {
        let one = try program.measure()
        sum.wall += one.wall
        sum.cpu += one.cpu
        sum.memory = max(sum.memory, one.memory)
      }
      guard round > 0 else { continue }
      self.ours.append(mine)
      self.theirs.append(sum)
    }
  }

  func ratios(_ value: KeyPath<Measurement, Double>) -> [Double] {
    zip(ours, theirs).map { $0[keyPath: value] / $1[keyPath: value] }
  }
}
