/// Text as it reads without case and accents.
enum TextFolding {
  /// Small letters, their accents taken off; `ß`, `æ` and `œ` become two letters.
  static func fold(_ text: String) -> String {
    let lower = text.lowercased()
    guard lower.utf8.contains(where: { $0 >= 0x80 }) else { return lower }
    var result = String.UnicodeScalarView()
    for scalar in lower.unicodeScalars {
      switch scalar {
      case "ß": result.append(contentsOf: "ss".unicodeScalars)
      case "æ": result.append(contentsOf: "ae".unicodeScalars)
      case "œ": result.append(contentsOf: "oe".unicodeScalars)
      case _ where scalar.value < 0x80: result.append(scalar)
      case _ where scalar.properties.generalCategory == .nonspacingMark: continue
      default: result.append(base(of: scalar))
      }
    }
    return String(result)
  }

  /// The letter that a letter with an accent is made of: Unicode names it before `WITH`.
  private static func base(of scalar: Unicode.Scalar) -> Unicode.Scalar {
    guard let name = scalar.properties.name, let end = name.ranges(of: " WITH ").first else {
      return scalar
    }
    return letters[String(name[..<end.lowerBound])] ?? scalar
  }

  /// Small Latin, Greek and Cyrillic letters by their Unicode names.
  private static let letters: [String: Unicode.Scalar] = {
    var letters: [String: Unicode.Scalar] = [:]
    for range: ClosedRange<UInt32> in [0x61...0x7A, 0x3B1...0x3C9, 0x430...0x45F] {
      for value in range {
        guard let scalar = Unicode.Scalar(value), let name = scalar.properties.name else {
          continue
        }
        letters[name] = scalar
      }
    }
    return letters
  }()
}
