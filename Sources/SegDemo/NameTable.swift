/// Names of people and firms in the languages of the shop's customers.
struct NameTable {
  /// A name as it is written, and as it stands in an e-mail address.
  struct Name {
    let cell: [UInt8]
    let address: [UInt8]
    /// The same for the same `address`, in any language.
    let number: Int
  }

  /// For each language, in the order of `Language`.
  let first: [[Name]]
  /// For each language.
  let last: [[Name]]
  /// How many different `number`s the last names have.
  let lastCount: Int
  /// How many different `number`s the first names have.
  let firstCount: Int
  /// For each language, what stands before and after a last name in the name of a firm.
  let firms: [[(before: [UInt8], after: [UInt8])]]

  init() {
    let (first, firstCount) = Self.table(Self.firstNames)
    let (last, lastCount) = Self.table(Self.lastNames)
    self.first = first
    self.last = last
    self.firstCount = firstCount
    self.lastCount = lastCount
    firms = Self.firmNames.map { $0.map { (Array($0.utf8), Array($1.utf8)) } }
  }

  private static func table(_ lists: [String]) -> (names: [[Name]], count: Int) {
    var numbers: [[UInt8]: Int] = [:]
    let names = lists.map { list in
      list.split(separator: ",").map { written in
        let address = Self.address(of: written)
        let number = numbers[address] ?? numbers.count
        numbers[address] = number
        return Name(cell: Array(written.utf8), address: address, number: number)
      }
    }
    return (names, numbers.count)
  }

  /// The letters a to z of a name, accents dropped.
  private static func address(of name: Substring) -> [UInt8] {
    var result: [UInt8] = []
    for character in name.lowercased() {
      if let ascii = character.asciiValue {
        if (0x61...0x7A).contains(ascii) { result.append(ascii) }
      } else if let plain = plainLetters[character] {
        result.append(contentsOf: plain.utf8)
      }
    }
    return result
  }

  private static let plainLetters: [Character: String] = [
    "à": "a", "á": "a", "â": "a", "ã": "a", "ä": "ae", "å": "a", "ç": "c", "è": "e", "é": "e",
    "ê": "e", "ë": "e", "ì": "i", "í": "i", "î": "i", "ï": "i", "ñ": "n", "ò": "o", "ó": "o",
    "ô": "o", "õ": "o", "ö": "oe", "ù": "u", "ú": "u", "û": "u", "ü": "ue", "ÿ": "y", "ß": "ss",
    "œ": "oe",
  ]

  // French, German, Dutch, Spanish, Italian, Portuguese, English.
  private static let firstNames = [
    """
    Marie,Camille,Léa,Chloé,Manon,Inès,Élodie,Zoé,Aurélie,Hélène,Anaïs,Margaux,Noémie,Sylvie,\
    Françoise,Gaëlle,Thomas,Nicolas,Julien,Hugo,Théo,Rémi,Jérôme,François,Loïc,Benoît,Clément,\
    Étienne,Jean-Pierre,Maël,Raphaël,Mathieu
    """,
    """
    Anna,Lena,Mia,Sophie,Katharina,Jürgen,Jörg,Björn,Lukas,Felix,Maximilian,Käthe,Bärbel,Sabine,\
    Heike,Stefan,Matthias,Tobias,Günther,Ursula,Claudia,Nele,Finn,Jonas,Götz,Änne
    """,
    """
    Emma,Sanne,Lotte,Fleur,Daan,Sem,Bram,Jeroen,Maarten,Pieter,Anouk,Femke,Marieke,Joris,Ruben,\
    Thijs,Noor,Renée,Zoë,Loïs,Wouter,Koen
    """,
    """
    Lucía,María,Carmen,Sofía,José,Ángel,Álvaro,Íñigo,Begoña,Inés,Javier,Pablo,Marta,Raúl,Noelia,\
    Mónica,Andrés,Belén,Nuria,Iván,Óscar,Sergio
    """,
    """
    Giulia,Francesca,Chiara,Niccolò,Matteo,Lorenzo,Alessandro,Elisa,Martina,Davide,Paolo,Simone,\
    Federica,Ilaria,Luca,Giosuè,Noemi,Beatrice,Riccardo,Pietro
    """,
    """
    Ana,João,Inês,António,Beatriz,Catarina,Conceição,Tiago,Rui,Sónia,Luís,Gonçalo,Mafalda,Márcia,\
    Diogo,Vitória
    """,
    """
    Aoife,Ciarán,Emily,Jack,Niamh,Seán,Oliver,Grace,Siobhán,James,Charlotte,Harry,Amelia,Róisín,\
    Conor,Isla,Pádraig,Megan
    """,
  ]

  private static let lastNames = [
    """
    Martin,Bernard,Moreau,Lefèvre,Petit,Durand,Leroy,Roux,Girard,Bonnet,Dupré,Rousseau,Lemaître,\
    Mercier,Béranger,Chevalier,François,Gauthier,Perrot,Crépin,Delaunay,d'Hervé,Le Goff,Guérin,\
    Barthélémy,Besnard,Hébert,Lacroix,Maréchal,Noël,Picard,Tessier,Vasseur,Zimmermann,Dubois,Niçois
    """,
    """
    Müller,Schmidt,Schneider,Weiß,Köhler,Krüger,Schäfer,Jäger,Großmann,Bäcker,Hofmann,Lange,Vogel,\
    Möller,König,Richter,Kühn,Böhm,Strauß,Zöllner,Winkler,Brandt,Huber,Gruber,von Arx,Lüthi,Bürki
    """,
    """
    de Vries,Jansen,van den Berg,Bakker,Visser,Smit,de Boer,Mulder,Peeters,Janssens,Maes,De Smet,\
    Claes,Wouters,Goossens,Vermeulen,Hendriks,van Dijk,Verhoeven,Dekker,Coëlho,Kuiper
    """,
    """
    García,Fernández,López,Martínez,Sánchez,Pérez,Gómez,Muñoz,Ibáñez,Núñez,Castaño,Ruiz,Ortega,\
    Jiménez,Peña,Vázquez,Iglesias,Rodríguez,Crespo,Martin
    """,
    """
    Rossi,Bianchi,Esposito,Ricci,Marino,Greco,Conti,De Luca,Galli,Lombardi,Nicolò,D'Angelo,Fontana,\
    Moretti,Barbieri,Sartori,Cattaneo,Forlì
    """,
    """
    Silva,Santos,Ferreira,Gonçalves,Araújo,Simões,Magalhães,Conceição,Carvalho,Brandão,Lourenço,\
    Fonseca,Guimarães,Assunção,Teixeira
    """,
    """
    O'Brien,Murphy,Kelly,Byrne,Ó Briain,Walsh,McCarthy,Smith,Taylor,Wright,Hughes,Fitzgerald,\
    Thompson,Bennett,Nolan,Ní Dhomhnaill,Clarke,Martin
    """,
  ]

  private static let firmNames: [[(String, String)]] = [
    [
      ("Maison ", " & Fils"), ("Café ", ", SARL"), ("Restaurant \"Chez ", "\""),
      ("Hôtel ", ""), ("Épicerie ", " SAS"),
    ],
    [("Bäckerei ", " GmbH"), ("Café ", ""), ("", " & Söhne, KG"), ("Kontor ", " GmbH")],
    [("Koffiehuis ", ""), ("", " B.V."), ("Bakkerij ", ", Zn."), ("Brasserie \"", "\"")],
    [("Cafetería ", ", S.L."), ("Hermanos ", ""), ("Panadería ", "")],
    [("Caffè ", ""), ("Fratelli ", " S.r.l."), ("Pasticceria \"", "\"")],
    [("Pastelaria ", ", Lda."), ("Café ", "")],
    [("", "'s Coffee House"), ("The ", " Arms, Ltd"), ("", " & Sons")],
  ]
}
