import CPoppler
import PDFPages

/// The page drawn on white paper, or nil when there is no memory for it. The caller destroys the surface.
func draw(
    _ page: OpaquePointer, columns: Int, rows: Int, scale: Double, _ finish: (OpaquePointer) -> Void
) -> OpaquePointer? {
    guard columns > 0, rows > 0,
        let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(clamping: columns), Int32(clamping: rows))
    else { return nil }
    let context = cairo_create(surface)!
    cairo_set_source_rgb(context, 1, 1, 1)
    cairo_paint(context)
    cairo_scale(context, scale, scale)
    poppler_page_render(page, context)
    finish(context)
    let status = cairo_status(context)
    cairo_destroy(context)
    cairo_surface_flush(surface)
    guard status == CAIRO_STATUS_SUCCESS, cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS else {
        cairo_surface_destroy(surface)
        return nil
    }
    return surface
}

/// A picture of the page as a PNG file, with the highlighted boxes as if marked with a pen.
func drawing(of page: OpaquePointer, highlights: [PDFBox], dotsPerInch: Int) -> PDFReply {
    var (width, height) = (0.0, 0.0)
    poppler_page_get_size(page, &width, &height)
    let scale = Double(dotsPerInch) / 72
    let (columns, rows) = ((width * scale).rounded(.up), (height * scale).rounded(.up))
    guard columns >= 1, rows >= 1, columns * rows <= mostPixels, max(columns, rows) <= 32_000 else {
        return .failed(.pictureTooLarge)
    }
    let surface = draw(page, columns: Int(columns), rows: Int(rows), scale: scale) { context in
        cairo_set_operator(context, CAIRO_OPERATOR_MULTIPLY)
        cairo_set_source_rgb(context, 1, 0.92, 0.35)
        for box in highlights {
            cairo_rectangle(
                context, Double(box.left), Double(box.top), Double(box.width), Double(box.height))
        }
        cairo_fill(context)
    }
    guard let surface else { return .failed(.pictureTooLarge) }
    defer { cairo_surface_destroy(surface) }
    let file = GrowingFile()
    let status = cairo_surface_write_to_png_stream(surface, appendToFile, Unmanaged.passUnretained(file).toOpaque())
    return status == CAIRO_STATUS_SUCCESS ? .file(file.bytes) : .failed(.pictureTooLarge)
}

/// 64 MB of pixels.
private let mostPixels = 16e6

/// A file on its way, in memory.
final class GrowingFile {
    var bytes: [UInt8] = []
}

let appendToFile: cairo_write_func_t = { file, data, length in
    Unmanaged<GrowingFile>.fromOpaque(file!).takeUnretainedValue().bytes.append(
        contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
    return CAIRO_STATUS_SUCCESS
}
