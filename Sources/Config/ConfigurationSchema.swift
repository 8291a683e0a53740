import Model

/// Describes the config file for editors and documents, from the same tables that the reader uses.
package enum ConfigurationSchema {
  /// JSON Schema, draft-07: the draft with the best support in editors.
  ///
  /// A schema cannot express everything: only the reader checks that `{env:NAME}` in a template is allowed, that the
  /// brackets of a glob are closed, and that no value looks like a secret.
  package static func document(providers: [ProviderSchema]) -> JSON {
    let tables = Tables(providers: providers)
    var document = Shape.section(tables.file).schema
    document["$schema"] = "http://json-schema.org/draft-07/schema#"
    document["title"] = "sampan.json"
    document["allowTrailingCommas"] = true
    document["definitions"] = ["target": .object(target(tables))]
    return .object(document)
  }

  /// The sections of the config reference: the file, a target, its parts, then each provider.
  package static func sections(providers: [ProviderSchema]) -> [ConfigSection] {
    Tables(providers: providers).sections.map { section in
      ConfigSection(
        name: section.name, help: section.help,
        options: section.fields.map { field in
          ConfigSection.Option(
            name: field.name, type: field.shape.expectation, isRequired: field.isRequired,
            defaultText: field.defaultValue.map(JSONText(spaced: true).compact), help: field.help)
        })
    }
  }

  /// The keys of a target, one provider, and the artifact that this provider accepts.
  private static func target(_ tables: Tables) -> [String: JSON] {
    // Options that a fleet sets may be missing in the provider's options, so they are required further down.
    var section = tables.target
    let providers = Set(tables.providers.map(\.name))
    section.fields = section.fields.map { providers.contains($0.name) ? $0.requiringNothing : $0 }
    var schema = section.schema
    schema["oneOf"] = .array(tables.providers.map { ["required": [.string($0.name)]] })
    schema["allOf"] = .array(
      tables.providers.map { provider in
        [
          "if": ["required": [.string(provider.name)]],
          "then": [
            "allOf": [artifact(for: provider), requiredOptions(of: provider), conflicts(of: provider)]
          ],
        ]
      })
    return schema
  }

  private static func requiredOptions(of provider: ProviderSchema) -> JSON {
    let names = provider.options.filter(\.isRequired).map { JSON.string($0.name) }
    return [
      "if": ["not": ["required": ["fleet"]]],
      "then": ["properties": .object([provider.name: ["required": .array(names)]])],
    ]
  }

  /// Where the provider cannot cancel a rollout, `onConflict` cannot be `cancel`.
  private static func conflicts(of provider: ProviderSchema) -> JSON {
    guard provider.cannot[.cancel] != nil else { return [:] }
    return ["properties": ["onConflict": ["not": ["const": .string(Target.OnConflict.cancel.rawValue)]]]]
  }

  private static func artifact(for provider: ProviderSchema) -> JSON {
    let accepted = Tables.artifactKeys.filter { key in provider.accepts.contains { $0.rawValue == key } }
    let refused = Tables.artifactKeys.filter { !accepted.contains($0) }
    let refusal: JSON = .object(
      ["properties": .object(Dictionary(refused.map { ($0, false) }) { first, _ in first })])
    guard !accepted.isEmpty else { return refusal }
    let one: JSON = ["oneOf": .array(accepted.map { ["required": [.string($0)]] })]
    guard !provider.artifactOptions.isEmpty else { return ["allOf": [refusal, one]] }
    let named: JSON = [
      "anyOf": .array(provider.artifactOptions.sorted().map { ["required": [.string($0)]] })
    ]
    let none: JSON = ["not": ["anyOf": .array(accepted.map { ["required": [.string($0)]] })]]
    return [
      "allOf": [
        refusal,
        [
          "if": ["properties": .object([provider.name: named])],
          "then": none,
          "else": one,
        ],
      ]
    ]
  }
}

extension Shape {
  /// As the keywords of draft-07.
  var schema: [String: JSON] {
    switch self {
    case .text(let form): form.schema
    case .boolean: ["type": "boolean"]
    case .integer(let range): Self.bounds(range, type: "integer", all: Int.min...Int.max, JSON.integer)
    case .number(let range):
      Self.bounds(
        range, type: "number", all: -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude,
        JSON.number)
    case .choice(let words): ["enum": .array(words.map(JSON.string))]
    case .list(let element, let canBeEmpty):
      element.listSchema.merging(["minItems": canBeEmpty ? 0 : 1]) { $1 }
    case .oneOrMore(let element):
      [
        "anyOf": [
          .object(element.schema),
          .object(element.listSchema.merging(["minItems": 1]) { $1 }),
        ]
      ]
    case .section(let section): section.schema
    case .map(let element): ["type": "object", "additionalProperties": .object(element.schema)]
    case .orFalse(let shape): ["anyOf": [["const": false], .object(shape.schema)]]
    case .targets:
      [
        "type": "object", "minProperties": 1, "propertyNames": ["pattern": .string(Name.targetPattern)],
        "additionalProperties": ["$ref": "#/definitions/target"],
      ]
    case .fleetOver:
      [
        "type": "object", "minProperties": 1, "maxProperties": 1,
        "properties": ["file": .object(TextForm.path.schema)],
        "additionalProperties": .object(Shape.list(.text(.nonEmpty), canBeEmpty: false).schema),
      ]
    case .wave:
      [
        "anyOf": [
          ["type": "integer", "minimum": 1],
          ["type": "string", "pattern": .string(FleetWave.pattern)],
        ]
      ]
    case .commands:
      [
        "anyOf": [
          ["type": "string", "pattern": .string(CommandText.pattern)],
          [
            "type": "array", "minItems": 1,
            "items": [
              "anyOf": [
                ["type": "string", "pattern": .string(CommandText.pattern)],
                [
                  "type": "array", "minItems": 1,
                  "items": [["type": "string", "pattern": .string(CommandText.pattern)]],
                  "additionalItems": ["type": "string", "pattern": "^[^\\u0000]*$"],
                ],
              ]
            ],
          ],
        ]
      ]
    }
  }

  private var listSchema: [String: JSON] {
    var schema: [String: JSON] = ["type": "array", "items": .object(schema)]
    if isGlob { schema["maxItems"] = .integer(GlobText.mostInList) }
    return schema
  }

  private static func bounds<Bound: Comparable>(
    _ range: ClosedRange<Bound>, type: String, all: ClosedRange<Bound>, _ json: (Bound) -> JSON
  ) -> [String: JSON] {
    var schema: [String: JSON] = ["type": .string(type)]
    if range.lowerBound > all.lowerBound { schema["minimum"] = json(range.lowerBound) }
    if range.upperBound < all.upperBound { schema["maximum"] = json(range.upperBound) }
    return schema
  }
}

extension Section {
  var schema: [String: JSON] {
    var properties: [String: JSON] = [:]
    for field in fields {
      var property = field.shape.schema
      if !field.help.isEmpty { property["description"] = .string(field.help.description) }
      property["default"] = field.defaultValue
      properties[field.name] = .object(property)
    }
    var schema: [String: JSON] = [
      "type": "object", "properties": .object(properties), "additionalProperties": false,
    ]
    let required = fields.filter(\.isRequired).map { JSON.string($0.name) }
    if !required.isEmpty { schema["required"] = .array(required) }
    if remedyWhenEmpty != nil { schema["minProperties"] = 1 }
    return schema
  }
}

extension TextForm {
  var schema: [String: JSON] {
    switch self {
    case .any: ["type": "string"]
    case .nonEmpty: ["type": "string", "minLength": 1]
    case .glob: Self.schema(pattern: GlobText.pattern)
    case .refGlob: Self.schema(pattern: GlobText.refPattern)
    case .directory: Self.schema(pattern: DirectoryPath.pattern)
    case .template: Self.schema(pattern: Self.templatePattern(excluding: nil))
    case .versionTemplate: Self.schema(pattern: Self.templatePattern(excluding: .version))
    case .path: Self.schema(pattern: RelativePath.pattern)
    case .duration: Self.schema(pattern: DurationText.pattern)
    case .url: Self.schema(pattern: ProbeURL.pattern)
    case .imageRepository: Self.schema(pattern: ImageRepository.pattern)
    case .environmentName: Self.schema(pattern: Name.environmentPattern)
    case .freezeTime: Self.schema(pattern: FreezeText.pattern)
    case .zone: Self.schema(pattern: FreezeText.zonePattern)
    }
  }

  private static func schema(pattern: String) -> [String: JSON] {
    ["type": "string", "pattern": .string(pattern)]
  }

  private static func templatePattern(excluding excluded: Template.Name.Known?) -> String {
    let names = Template.Name.Known.allCases.filter { $0 != excluded }.map(\.rawValue)
    return "^([^{}]|\\{\\{|\\}\\}|\\{(\(names.joined(separator: "|"))|env:[^}]+)\\})+$"
  }
}
