import SegStore

/// What the values of a recognised column must be.
enum ColumnMeaning: Hashable {
  /// Text that rows are joined by: blanks around it do not count.
  case key
  case text
  case money, number, date, flag, list
  /// Left to the values.
  case anything
  /// Never read.
  case secret
}

/// A canonical name with the folded headers that mean it, the surest first.
struct Word {
  let name: String
  let meaning: ColumnMeaning
  let aliases: [String]

  /// `aliases` are parted by blanks; the name itself, folded, always comes first.
  init(_ name: String, _ meaning: ColumnMeaning, _ aliases: String = "") {
    self.name = name
    self.meaning = meaning
    self.aliases =
      [name.filter { $0 != "_" }] + aliases.split(separator: " ").map(String.init)
  }
}

/// The headers that shops and their platforms write, in six languages.
enum Vocabulary {
  /// The words that a role knows, its own before the common ones.
  static func words(for role: TableRole) -> [Word] {
    switch role {
    case .customers: customers + common
    case .orders: orders + common
    case .items: items + common
    case .events: events + common
    case .other: [orderID] + common
    }
  }

  /// Headers of credentials; such columns are never read.
  static let secrets: Set<String> = [
    "passwordhash", "password", "passwd", "rptoken", "rptokencreatedat", "motdepasse", "passwort",
    "contrasena", "wachtwoord", "resettoken", "apitoken", "accesstoken", "secret", "passwordsalt",
  ]

  static let customerID = Word(
    "customer_id", .key,
    """
    idcustomer custid clientid idclient numeroclient numclient nclient noclient codeclient \
    refclient referenceclient kundennummer kundennr kundenid idcliente clienteid codigocliente \
    numerocliente codicecliente klantnummer klantid customernumber customerno customercode \
    customerref customerkey userid iduser memberid householdid contactid accountid buyerid \
    shopperid visitorid internalid client customer kunde cliente klant user
    """)

  static let orderID = Word(
    "order_id", .key,
    """
    idorder ordernumber orderno ordernr ordername orderref orderreference idcommande \
    numerocommande numerodecommande ncommande nocommande numcommande refcommande \
    referencecommande ndecommande bestellnummer bestellnr bestellid auftragsnummer auftragsnr \
    numeropedido numerodepedido idpedido numeroordine idordine codiceordine bestelnummer basketid \
    transactionid invoiceno invoicenumber invoiceid numerofacture nfacture receiptid ticketid \
    numeroticket saleid chargeid incrementid order commande bestellung pedido ordine bestelling \
    invoice facture reference ref
    """)

  static let common: [Word] = [
    customerID,
    Word(
      "email", .key,
      """
      emailaddress mail customeremail billingemail courriel adressemail adresseemail adressemel \
      mel emailclient correo correoelectronico indirizzoemail emailadres emailadresse contactemail \
      useremail adressedemessagerie
      """),
    Word(
      "phone", .key,
      """
      phonenumber telephone tel mobile mobilephone telephoneportable telephonemobile portable gsm \
      numerodetelephone telefon telefonnummer handynummer telefono movil cellulare telefoon \
      telefoonnummer billingphone customerphone defaultaddressphone
      """),
    Word("currency", .key, "devise monnaie wahrung waehrung moneda divisa valuta currencycode"),
    Word(
      "country", .text,
      """
      countrycode pays codepays land landcode pais paese nazione countryregion billingcountry \
      countryid defaultaddresscountrycode
      """),
    Word(
      "city", .text,
      """
      ville stadt ort ciudad citta plaats stad town \
      billingcity defaultaddresscity
      """),
    Word(
      "postcode", .key,
      """
      zip zipcode postalcode codepostal cp plz postleitzahl codigopostal cap billingzip \
      defaultaddresszip
      """),
    Word("region", .text, "province provincecode departement bundesland provincia regione"),
    Word("company", .text, "societe entreprise firma empresa azienda bedrijf billingcompany"),
    Word(
      "channel", .text,
      "canal kanal canale kanaal saleschannel canaldevente canaldecommande source"),
  ]

  static let customers: [Word] = [
    Word("first_name", .text, "firstname prenom vorname nombre nome voornaam givenname forename"),
    Word(
      "last_name", .text,
      """
      lastname nom nomdefamille nachname familienname apellido apellidos cognome \
      achternaam surname
      """),
    Word("name", .text, "fullname nomcomplet customername nometprenom"),
    Word(
      "birth_date", .date,
      """
      birthdate birthday dateofbirth dob birthdayyyyymmdd datedenaissance datenaissance naissance \
      geburtsdatum geburtstag fechadenacimiento fechanacimiento datadinascita datanascita \
      geboortedatum
      """),
    Word(
      "signup_date", .date,
      """
      signup signedup registered registrationdate registrationdateyyyymmdd registration createdat \
      created dateadd datecreated creationdate inscription dateinscription datedinscription \
      datedecreation datecreation registriert registrierungsdatum anmeldedatum fechaderegistro \
      fechaalta fechadealta dataregistrazione datadiregistrazione registratiedatum aangemaakt \
      clientdepuis customersince membersince joined joindate joinedat
      """),
    Word("last_visit", .date, "lastactive lastlogin lastseen dernierevisite dernierevisitele"),
    Word(
      "newsletter", .flag,
      """
      newsletter01 acceptsmarketing acceptsemailmarketing emailoptin optinemail emailconsent \
      emailmarketingconsent subscribed issubscribed abonnenewsletter inscritnewsletter \
      inscritalanewsletter abonnementnewsletter boletin nieuwsbrief
      """),
    Word("optin", .flag, "optin01 partneroffers offrespartenaires offresdespartenaires"),
    Word(
      "sms_optin", .flag, "acceptssmsmarketing optinsms smsconsent smsmarketingconsent smsaccepts"),
    Word("active", .flag, "active01 enabled isactive actif aktiv activo attivo actief"),
    Word(
      "tags", .list,
      """
      tag etiquettes etiquette labels schlagworte etiquetas etichette customertags groups \
      groupsxyz groupes
      """),
    Word(
      "gender", .text,
      "sex civilite titre title anrede genre geschlecht sexo sesso geslacht prefix"),
    Word("language", .text, "langue sprache idioma lingua taal locale lang"),
    Word("total_spent", .money, "totalspend totaldepense totaldesventes totaldesachats ventes"),
    Word(
      "total_orders", .number, "orders ordercount orderscount nombredecommandes nbcommandes"),
    Word("average_order", .money, "aov averageordervalue paniermoyen"),
  ]

  static let orders: [Word] = [
    orderID,
    Word(
      "order_date", .date,
      """
      createdat created datecommande datedecommande datedelacommande dateachat datedachat \
      purchasedate purchasedat orderedat placedat ordertime transactiondate timestamp datetime \
      bestelldatum auftragsdatum kaufdatum fechapedido fechadelpedido fechadecompra dataordine \
      datadellordine dataacquisto besteldatum invoicedate datefacture createddateutc dateadd \
      datecreated saledate dateheure horodatage date datum fecha data day jour time
      """),
    Word(
      "amount", .money,
      """
      ordertotal totalamount totalprice grandtotal total montantttc montanttotal totalttc \
      montantcommande montant totalpaid totalpaye totalpayettc prixtotal gesamtbetrag \
      gesamtsumme gesamt bestellwert betrag summe umsatz importetotal importe totalpedido \
      importototale importo totaleordine totale totaalbedrag totaal bedrag revenue \
      nrevenueformatted netsales totalrevenue totalinclvat paidamount ordervalue salesvalue \
      sales value dollars price
      """),
    Word(
      "refunded", .money,
      """
      refundedamount amountrefunded refundamount refund montantrembourse rembourse \
      remboursement erstattungsbetrag erstattet reembolsado importereembolsado rimborsato \
      importorimborsato terugbetaald totalrefunded
      """),
    Word(
      "status", .text,
      """
      financialstatus orderstatus orderstate paymentstatus state etat statut etatcommande \
      statutcommande etatdelacommande bestellstatus estado estadopedido stato statoordine
      """),
    Word(
      "coupon", .key,
      """
      couponcode coupons discountcode codepromo codereduction codedereduction promocode \
      gutschein gutscheincode rabattcode cupon codigodescuento codicesconto buono kortingscode \
      voucher vouchercode bondereduction
      """),
    Word(
      "discount", .money,
      "discountamount remise montantremise reduction rabatt descuento sconto korting"),
    Word("subtotal", .money, "soustotal zwischensumme"),
    Word(
      "shipping", .money,
      "shippingamount fraisdeport fraisdelivraison livraison versandkosten portes"),
    Word("tax", .money, "taxes taxamount tva mwst iva btw vat"),
    Word("payment_method", .text, "payment paiement modedepaiement zahlungsart paymentsourcetype"),
    Word("paid_at", .date, "datepaiement"),
    Word("fulfilled_at", .date),
    Word("cancelled_at", .date, "canceledat"),
  ]

  static let items: [Word] = [
    orderID,
    Word(
      "sku", .key,
      """
      stockcode productid idproduct productcode itemid itemcode articleid codearticle refproduit \
      referenceproduit codeproduit idproduit artikelnummer artikelnr codigoproducto idproducto \
      codiceprodotto productsku variantsku lineitemsku asin ean upc reference ref
      """),
    Word(
      "product", .text,
      """
      productname itemname item produit nomproduit nomduproduit article designation libelle \
      produkt produktname artikel bezeichnung producto nombreproducto prodotto nomeprodotto \
      productnaam lineitemname description title name
      """),
    Word(
      "category", .text,
      """
      categorie productcategory department rayon famille kategorie warengruppe categoria \
      productcategorie producttype commodity
      """),
    Word("brand", .text, "marque marke marca merk vendor"),
    Word(
      "quantity", .number,
      """
      qty quantite qte menge anzahl cantidad quantita aantal units lineitemquantity \
      qtyordered nb
      """),
    Word(
      "unit_price", .money,
      """
      price prixunitaire prix pu einzelpreis stuckpreis preis precio preciounitario prezzo \
      prezzounitario stuksprijs prijs lineitemprice itemprice
      """),
    Word(
      "amount", .money,
      """
      linetotal total montant totalligne montantligne rowtotal lineamount subtotal salesvalue \
      betrag gesamt importe importo bedrag revenue sales
      """),
    Word("order_date", .date, dateAliases),
    Word("status", .text, "orderstatus state etat statut"),
  ]

  static let events: [Word] = [
    Word("event_date", .date, "eventtime occurredat sentat dateevenement " + dateAliases),
    Word(
      "type", .text,
      "eventtype eventname event action activity typeevenement evenement ereignis evento tipo"),
    Word("value", .anything, "valeur wert valor valore waarde"),
    orderID,
    Word("sku", .key, "productid"),
  ]

  private static let dateAliases =
    "orderdate invoicedate createdat created datecommande datedecommande timestamp datetime "
    + "dateheure horodatage date datum fecha data ts time day jour"
}
