import SegModel
import SegStore

/// Dense group numbers for the rows of a selection under one or more keys.
struct GroupKeys {
  /// The customer of each entry; a customer with several tags has one entry a tag.
  private(set) var rows: [Int32]
  /// The group of each entry.
  private(set) var groups: [Int32]
  /// The keys of each group, in order of first appearance.
  private(set) var keys: [[Value]] = [[]]

  init(rows: [Int32]) {
    self.rows = rows
    groups = [Int32](repeating: 0, count: rows.count)
    if rows.isEmpty { keys = [] }
  }

  /// Splits every group by the values of a vector of all customers.
  mutating func split(by vector: Vector, type: FieldType) {
    if case .lists(let lists) = vector {
      split(by: lists)
      return
    }
    let codes = Self.codes(of: vector, rows)
    refine(codes.codes) { code in
      code < 0 ? .unknown : vector.value(Int(codes.example[Int(code)]), type: type)
    }
  }

  private mutating func split(by lists: ListVector) {
    var newRows: [Int32] = []
    var newGroups: [Int32] = []
    var codes: [Int32] = []
    for (entry, row) in rows.enumerated() {
      var isEmpty = true
      for (code, members) in lists.members.enumerated() where members[Int(row)] {
        isEmpty = false
        newRows.append(row)
        newGroups.append(groups[entry])
        codes.append(Int32(code))
      }
      if isEmpty {
        newRows.append(row)
        newGroups.append(groups[entry])
        codes.append(-1)
      }
    }
    rows = newRows
    groups = newGroups
    refine(codes) { $0 < 0 ? .unknown : .text(lists.names[Int($0)]) }
  }

  private mutating func refine(_ codes: [Int32], value: (Int32) -> Value) {
    var numbers: [UInt64: Int32] = [:]
    var newKeys: [[Value]] = []
    for entry in groups.indices {
      let pair =
        UInt64(UInt32(bitPattern: groups[entry])) << 32
        | UInt64(UInt32(bitPattern: codes[entry]))
      if let number = numbers[pair] {
        groups[entry] = number
      } else {
        let number = Int32(newKeys.count)
        numbers[pair] = number
        newKeys.append(keys[Int(groups[entry])] + [value(codes[entry])])
        groups[entry] = number
      }
    }
    keys = newKeys
  }

  /// A code for each distinct value (-1 for unknown), and for each code a row that has the value.
  private static func codes(of vector: Vector, _ rows: [Int32]) -> (
    codes: [Int32], example: [Int32]
  ) {
    var example: [Int32] = []
    var codes = [Int32](repeating: -1, count: rows.count)
    switch vector {
    case .texts(let texts):
      var known: [String: Int32] = [:]
      var byCode = [Int32](repeating: -1, count: texts.dictionary.count)
      for (entry, row) in rows.enumerated() where texts.known?[Int(row)] ?? true {
        let textCode = Int(texts.codes[Int(row)])
        if byCode[textCode] < 0 {
          let text = texts.dictionary[textCode]
          byCode[textCode] = known[text] ?? Int32(example.count)
          if known.updateValue(byCode[textCode], forKey: text) == nil { example.append(row) }
        }
        codes[entry] = byCode[textCode]
      }
    case .numbers(let numbers):
      var known: [Fraction: Int32] = [:]
      var plain: [Int64: Int32] = [:]
      let isUniform = if case .uniform = numbers.denominators { true } else { false }
      for (entry, row) in rows.enumerated() where numbers.known?[Int(row)] ?? true {
        let next = Int32(example.count)
        let code: Int32
        if isUniform {
          code = plain[numbers.numerators[Int(row)]] ?? next
          plain[numbers.numerators[Int(row)]] = code
        } else {
          let value = numbers[Int(row)] ?? Fraction(0)
          code = known[value] ?? next
          known[value] = code
        }
        if code == next { example.append(row) }
        codes[entry] = code
      }
    case .flags(let flags):
      var seen: [Bool: Int32] = [:]
      for (entry, row) in rows.enumerated() {
        guard let flag = flags[Int(row)] else { continue }
        let code = seen[flag] ?? Int32(example.count)
        if seen.updateValue(code, forKey: flag) == nil { example.append(row) }
        codes[entry] = code
      }
    case .lists: preconditionFailure("lists are split by name")
    }
    return (codes, example)
  }
}
