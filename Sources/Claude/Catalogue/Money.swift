import JSON

/// An amount of money in whole nano-dollars, so that sums are exact.
public struct Money: Hashable, Sendable, Comparable, AdditiveArithmetic {
    /// The amount: a dollar is 1,000,000,000.
    public var nanoDollars: Int

    /// An amount in nano-dollars.
    public init(nanoDollars: Int) { self.nanoDollars = nanoDollars }

    /// Nothing.
    public static let zero = Money(nanoDollars: 0)
    /// Whole dollars.
    public static func dollars(_ dollars: Int) -> Money { Money(nanoDollars: dollars * 1_000_000_000) }
    /// Whole cents.
    public static func cents(_ cents: Int) -> Money { Money(nanoDollars: cents * 10_000_000) }

    /// From dollars as a person writes them: `2.50`. Nil for anything else, also for less than a nano-dollar.
    public init?(inDollars text: String) {
        guard text.first?.isNumber == true, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }),
            let number = try? JSONValue(parsing: text.hasSuffix(".") ? text + "0" : text)
        else { return nil }
        self.init(dollars: number)
    }

    public static func < (a: Money, b: Money) -> Bool { a.nanoDollars < b.nanoDollars }
    public static func + (a: Money, b: Money) -> Money { Money(nanoDollars: a.nanoDollars + b.nanoDollars) }
    public static func - (a: Money, b: Money) -> Money { Money(nanoDollars: a.nanoDollars - b.nanoDollars) }
    public static func * (price: Money, count: Int) -> Money { Money(nanoDollars: price.nanoDollars * count) }

    /// The price of one token, from dollars for a million of them.
    init?(dollarsPerMillion value: JSONValue) {
        guard let decimal = Decimal(value), let nano = decimal.scaled(byPowerOfTen: 3) else { return nil }
        nanoDollars = nano
    }

    /// From dollars.
    init?(dollars value: JSONValue) {
        guard let decimal = Decimal(value), let nano = decimal.scaled(byPowerOfTen: 9) else { return nil }
        nanoDollars = nano
    }
}

extension Money: CustomStringConvertible {
    /// Dollars with at least two decimals and as many as it takes: `$0.0123`.
    public var description: String {
        let (dollars, rest) = nanoDollars.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
        var decimals = String(String(rest + 1_000_000_000).dropFirst())
        while decimals.count > 2, decimals.last == "0" { decimals.removeLast() }
        return "\(nanoDollars < 0 ? "-" : "")$\(dollars).\(decimals)"
    }
}

/// A decimal number taken from its digits, without a detour over binary fractions.
struct Decimal: Hashable, Sendable {
    let digits: Int
    /// How many of the digits stand behind the point.
    let decimals: Int

    init?(_ value: JSONValue) {
        guard case .number(let number) = value else { return nil }
        let parts = number.text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let digits = Int(parts.joined()) else { return nil }
        self.digits = digits
        decimals = parts.count == 2 ? parts[1].count : 0
    }

    /// The number times ten to the power, when that is whole and fits.
    func scaled(byPowerOfTen power: Int) -> Int? {
        var value = digits
        for _ in 0..<max(0, power - decimals) {
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            if overflows { return nil }
            value = product
        }
        for _ in 0..<max(0, decimals - power) {
            guard value % 10 == 0 else { return nil }
            value /= 10
        }
        return value
    }
}
