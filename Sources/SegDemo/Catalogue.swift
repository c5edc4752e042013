/// What the shop sells: some sixty products in twelve categories.
struct Catalogue {
  /// One product, its cells ready for a CSV file.
  struct Product {
    let sku: [UInt8]
    let name: [UInt8]
    let category: Int
    /// Price in 2023, in cents.
    let cents: Int
  }

  /// Categories in the order of `Category`.
  let categories: [[UInt8]]
  let products: [Product]
  /// For each category its first product and the running sum of its products' popularity.
  private let shelves: [(first: Int, popularity: [Int])]
  private let anyCategory: [Int]
  private let favouriteCategory: [Int]

  init() {
    var products: [Product] = []
    var shelves: [(first: Int, popularity: [Int])] = []
    for (category, shelf) in Self.range.enumerated() {
      let goods = shelf.goods
      // The first product of a shelf is its best seller.
      shelves.append(
        (products.count, goods.indices.map { 12 * goods.count / ($0 + 2) + 2 }.runningSum))
      for (sku, name, cents) in goods {
        products.append(
          Product(
            sku: Array(sku.utf8), name: CSVBuffer.cell(Array(name.utf8)), category: category,
            cents: cents))
      }
    }
    self.products = products
    self.shelves = shelves
    categories = Self.range.map { Array($0.category.utf8) }
    anyCategory = Self.range.map(\.demand).runningSum
    favouriteCategory = Self.range.map(\.favourite).runningSum
  }

  /// Category that a customer likes best, never one of machines or grinders.
  func favourite(using random: inout ShopRandom) -> Int { random.index(in: favouriteCategory) }

  /// Any category, by what is asked for most.
  func category(using random: inout ShopRandom) -> Int { random.index(in: anyCategory) }

  /// A product of the category, by popularity.
  func product(of category: Int, using random: inout ShopRandom) -> Int {
    let shelf = shelves[category]
    return shelf.first + random.index(in: shelf.popularity)
  }

  /// Price of a product in a year (0 for 2023): 4 % more each year, to ten cents.
  func cents(of product: Int, year: Int) -> Int {
    let base = products[product].cents
    return year == 0 ? base : (base * (100 + 4 * year) + 500) / 1000 * 10
  }

  /// Positions of the categories that the model speaks of.
  enum Category {
    static let coffee = 0
    static let filters = 1
    static let machines = 2
    static let gifts = 5
    static let grinders = 9
  }

  private typealias Shelf = (
    category: String, demand: Int, favourite: Int, goods: [(sku: String, name: String, cents: Int)]
  )

  private static let range: [Shelf] = [
    (
      "coffee", 30, 46,
      [
        ("A1", "Café en grains « Matin », 1 kg", 1990), ("A2", "Espresso Forte 500 g", 1190),
        ("A3", "Café moulu \"Grand-mère\" 250 g", 690), ("A4", "Décaféiné, moulu, 250 g", 790),
        ("A5", "Éthiopie Sidamo 250 g", 1090), ("A6", "Colombia Supremo 250 g", 990),
        ("A7", "Capsules Ristretto ×50", 1650), ("A8", "Cold brew bags, 10 pcs", 1290),
      ]
    ),
    (
      "filters", 12, 8,
      [
        ("B1", "Filtres papier n° 4, ×100", 350), ("B2", "Filtres papier n° 2, ×100", 320),
        ("B3", "Chemex square filters ×100", 1150), ("B4", "Filtre permanent inox", 1490),
      ]
    ),
    (
      "machines", 3, 0,
      [
        ("C1", "Cafetière italienne 6 tasses", 3490),
        ("C2", "Machine à expresso \"Barista\"", 34900),
        ("C3", "Kaffeemaschine Für Zwei", 7990), ("C4", "French press 1 L", 2990),
        ("C5", "Machine automatique, broyeur intégré", 64900), ("C6", "Aeropress", 3790),
      ]
    ),
    (
      "accessories", 9, 5,
      [
        ("D1", "Balance de précision 0,1 g", 2890), ("D2", "Tamper 58 mm", 2290),
        ("D3", "Pot à lait 35 cl", 1690), ("D4", "Boîte à café sous vide", 2490),
        ("D5", "Cuillère doseuse, hêtre", 590), ("D6", "Bouilloire col de cygne", 5990),
      ]
    ),
    (
      "tea", 12, 14,
      [
        ("E1", "Thé vert Sencha 100 g", 890), ("E2", "Earl Grey \"Fleurs bleues\"", 790),
        ("E3", "Rooibos vanille", 690), ("E4", "Infusion verveine, bio", 590),
        ("E5", "Darjeeling first flush", 1490),
      ]
    ),
    (
      "gifts", 5, 3,
      [
        ("F1", "Coffret découverte, 4 cafés", 2990), ("F2", "Carte cadeau 25 €", 2500),
        ("F3", "Coffret \"Noël\", thé & chocolat", 3990), ("F4", "Carte cadeau 50 €", 5000),
      ]
    ),
    (
      "chocolate", 8, 8,
      [
        ("G1", "Tablette noir 70 %", 450), ("G2", "Grains de café enrobés 150 g", 690),
        ("G3", "Gianduja, boîte de 12", 1190), ("G4", "Pralinés assortis, 250 g", 1690),
      ]
    ),
    (
      "cups", 5, 4,
      [
        ("H1", "Tasse espresso, grès", 990), ("H2", "Mug « Ça va ? »", 1290),
        ("H3", "Lot de 6 verres latte", 2790), ("H4", "Gobelet isotherme 0,4 L", 2190),
      ]
    ),
    (
      "syrups", 5, 4,
      [
        ("00417", "Sirop caramel 70 cl", 890), ("00418", "Sirop vanille 70 cl", 890),
        ("00425", "Sirop noisette, sans sucre", 950),
      ]
    ),
    (
      "grinders", 2, 0,
      [
        ("K10", "Moulin manuel, céramique", 3990), ("K20", "Moulin électrique \"Fein\"", 11900),
        ("K30", "Moulin à meules coniques", 22900),
      ]
    ),
    (
      "cleaning", 5, 3,
      [
        ("0071", "Détartrant 500 ml", 790), ("0072", "Pastilles nettoyantes ×20", 1190),
        ("0080", "Brosse de nettoyage", 650),
      ]
    ),
    (
      "biscuits", 7, 5,
      [
        ("J1", "Spéculoos 250 g", 390), ("J2", "Cantuccini alle mandorle", 550),
        ("J3", "Sablés \"Pont-Aven\", pur beurre", 490), ("J4", "Pastéis de nata, ×6", 890),
      ]
    ),
  ]
}
