/// Where customers live: twelve countries with some of their cities.
enum Places {
  /// Languages in the order of `NameTable`.
  static let languages: [[UInt8]] = ["fr", "de", "nl", "es", "it", "pt", "en"].map {
    Array($0.utf8)
  }

  /// How a country writes its postcodes.
  enum PostcodeStyle {
    /// That many digits.
    case digits(Int)
    /// `1012 AB`.
    case dutch
    /// `1000-205`.
    case portuguese
    /// `D02 X285`.
    case irish
    /// `EC1 4AB`.
    case british
  }

  /// A city and its postcodes: `spread` numbers from `code`.
  struct City {
    let name: [UInt8]
    let prefix: [UInt8]
    let code: Int
    let spread: Int

    init(_ name: String, _ code: Int, _ spread: Int = 1, prefix: String = "") {
      self.name = Array(name.utf8)
      self.prefix = Array(prefix.utf8)
      self.code = code
      self.spread = spread
    }
  }

  /// A country: how many customers (of a thousand) live there and what they speak.
  struct Country {
    let code: [UInt8]
    let share: Int
    /// Positions in `languages`, with their shares of ten.
    let languages: [(language: Int, share: Int)]
    let postcodes: PostcodeStyle
    /// Start of a mobile number, and how many digits follow.
    let phone: (prefix: [UInt8], digits: Int)
    let cities: [City]

    init(
      _ code: String, share: Int, languages: [(language: Int, share: Int)],
      postcodes: PostcodeStyle, phone: (prefix: String, digits: Int), cities: [City]
    ) {
      self.code = Array(code.utf8)
      self.share = share
      self.languages = languages
      self.postcodes = postcodes
      self.phone = (Array(phone.prefix.utf8), phone.digits)
      self.cities = cities
    }
  }

  /// France.
  static let home = 0

  static let countries: [Country] = [
    Country(
      "FR", share: 520, languages: [(0, 10)], postcodes: .digits(5), phone: ("+336", 8),
      cities: [
        City("Paris", 75001, 20), City("Lyon", 69001, 9), City("Marseille", 13001, 16),
        City("Orléans", 45000), City("Nîmes", 30000), City("Saint-Étienne", 42000),
        City("Bourg-en-Bresse", 1000), City("Nice", 6000), City("Besançon", 25000),
        City("Béziers", 34500), City("Troyes", 10000), City("Charleville-Mézières", 8000),
        City("Nantes", 44000), City("L'Haÿ-les-Roses", 94240), City("Fort-de-France", 97200),
      ]),
    Country(
      "BE", share: 110, languages: [(0, 5), (2, 5)], postcodes: .digits(4), phone: ("+3247", 7),
      cities: [
        City("Bruxelles", 1000), City("Liège", 4000), City("Gent", 9000), City("Namur", 5000),
        City("Antwerpen", 2000), City("Mechelen", 2800),
      ]),
    Country(
      "DE", share: 95, languages: [(1, 10)], postcodes: .digits(5), phone: ("+49151", 8),
      cities: [
        City("Berlin", 10115, 5), City("München", 80331, 9), City("Köln", 50667, 10),
        City("Düsseldorf", 40210, 3), City("Dresden", 1067, 3), City("Leipzig", 4103, 7),
        City("Frankfurt am Main", 60308, 6), City("Würzburg", 97070, 5),
      ]),
    Country(
      "CH", share: 60, languages: [(1, 6), (0, 3), (4, 1)], postcodes: .digits(4),
      phone: ("+4179", 7),
      cities: [
        City("Zürich", 8001, 8), City("Genève", 1201, 9), City("Bern", 3004, 11),
        City("Neuchâtel", 2000), City("Lugano", 6900), City("Lausanne", 1003, 8),
      ]),
    Country(
      "ES", share: 55, languages: [(3, 10)], postcodes: .digits(5), phone: ("+346", 8),
      cities: [
        City("Barcelona", 8001, 42), City("Madrid", 28001, 55), City("Málaga", 29001, 18),
        City("A Coruña", 15001, 11), City("Cádiz", 11001, 12), City("Vitoria-Gasteiz", 1001, 13),
      ]),
    Country(
      "IT", share: 50, languages: [(4, 10)], postcodes: .digits(5), phone: ("+3933", 8),
      cities: [
        City("Roma", 118, 80), City("Milano", 20121, 41), City("Torino", 10121, 36),
        City("Forlì", 47121, 2), City("Napoli", 80121, 27),
      ]),
    Country(
      "NL", share: 40, languages: [(2, 10)], postcodes: .dutch, phone: ("+316", 8),
      cities: [
        City("Amsterdam", 1011, 90), City("Utrecht", 3511, 70), City("'s-Hertogenbosch", 5211, 40),
        City("Groningen", 9711, 40), City("Eindhoven", 5611, 50),
      ]),
    Country(
      "LU", share: 20, languages: [(0, 7), (1, 3)], postcodes: .digits(4), phone: ("+352621", 6),
      cities: [City("Luxembourg", 1009, 300), City("Esch-sur-Alzette", 4001, 90)]),
    Country(
      "AT", share: 20, languages: [(1, 10)], postcodes: .digits(4), phone: ("+43664", 7),
      cities: [
        City("Wien", 1010), City("Graz", 8010), City("Linz", 4020), City("Sankt Pölten", 3100),
      ]),
    Country(
      "PT", share: 12, languages: [(5, 10)], postcodes: .portuguese, phone: ("+3519", 8),
      cities: [City("Lisboa", 1000, 90), City("Évora", 7000), City("Guimarães", 4800)]),
    Country(
      "IE", share: 10, languages: [(6, 10)], postcodes: .irish, phone: ("+35386", 7),
      cities: [
        City("Dublin", 1, 9, prefix: "D"), City("Cork", 12, prefix: "T"),
        City("Dún Laoghaire", 96, prefix: "A"),
      ]),
    Country(
      "GB", share: 8, languages: [(6, 10)], postcodes: .british, phone: ("+4477", 8),
      cities: [
        City("London", 1, 4, prefix: "EC"), City("Leeds", 1, 9, prefix: "LS"),
        City("Edinburgh", 1, 9, prefix: "EH"),
      ]),
  ]

  static let shares = countries.map(\.share).runningSum
}
