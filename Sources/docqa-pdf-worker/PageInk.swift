import CPoppler
import PDFPages

/// A page drawn small, to see where there is ink. Words whose place shows one colour only cannot be read by anybody: they
/// are painted in the colour of the ground, covered, clipped, or not painted at all. A word of a text layer under a scan
/// stands on the picture of itself and therefore on more than one colour.
struct PageInk {
    private let surface: OpaquePointer?
    private let scale: Double
    private let columns: Int
    private let rows: Int

    /// Pixels per point: 36 dots per inch.
    private static let usualScale = 0.5
    private static let mostPixels = 4_000_000.0

    init(page: OpaquePointer, width: Double, height: Double) {
        scale = min(Self.usualScale, (Self.mostPixels / max(1, width * height)).squareRoot())
        columns = Int((width * scale).rounded(.up))
        rows = Int((height * scale).rounded(.up))
        surface = draw(page, columns: columns, rows: rows, scale: scale) { _ in }
    }

    /// The words among these that nobody can see. Empty when the page could not be drawn.
    func wordsWithoutInk(_ words: [PageWords.Word]) -> [PageWords.Word] {
        guard let surface else { return [] }
        defer { cairo_surface_destroy(surface) }
        guard let data = cairo_image_surface_get_data(surface) else { return [] }
        let stride = Int(cairo_image_surface_get_stride(surface))
        return words.filter { word in
            guard let (x, y) = pixels(of: word.box) else { return false }
            return showsOneColor(data, stride, x, y)
        }
    }

    /// The pixels a box covers; at least one and a half each way, so that a thin letter's own ink is among them.
    private func pixels(of box: PDFBox) -> (ClosedRange<Int>, ClosedRange<Int>)? {
        let x = range(Double(box.left), Double(box.right), columns)
        let y = range(Double(box.top), Double(box.bottom), rows)
        guard let x, let y else { return nil }
        return (x, y)
    }

    private func range(_ from: Double, _ to: Double, _ count: Int) -> ClosedRange<Int>? {
        guard from.isFinite, to.isFinite, abs(from) < 1e6, abs(to) < 1e6 else { return nil }
        var first = Int((from * scale).rounded())
        var last = Int((to * scale).rounded()) - 1
        if last - first < 2 {
            first = Int((from * scale).rounded(.down))
            last = Int((to * scale).rounded(.up)) - 1
        }
        first = max(0, first)
        last = min(count - 1, max(first, last))
        return first <= last ? first...last : nil
    }

    private func showsOneColor(
        _ data: UnsafeMutablePointer<UInt8>, _ stride: Int, _ x: ClosedRange<Int>, _ y: ClosedRange<Int>
    ) -> Bool {
        var low: (UInt8, UInt8, UInt8) = (255, 255, 255)
        var high: (UInt8, UInt8, UInt8) = (0, 0, 0)
        for row in y {
            let line = data + row * stride
            for column in x {
                let pixel = line + 4 * column
                low = (min(low.0, pixel[0]), min(low.1, pixel[1]), min(low.2, pixel[2]))
                high = (max(high.0, pixel[0]), max(high.1, pixel[1]), max(high.2, pixel[2]))
            }
        }
        let spread = max(high.0 - low.0, high.1 - low.1, high.2 - low.2)
        return spread < Self.visibleSpread
    }

    /// Of 255. Below it even large letters melt into their ground.
    private static let visibleSpread: UInt8 = 12
}
