import CPoppler
import PDFPages

/// Some pages as a PDF of their own. They are drawn anew, so that nothing comes along but what is seen and its text.
func excerpt(of document: OpenDocument, pages: [Int]) -> PDFReply {
    let file = GrowingFile()
    guard
        let surface = cairo_pdf_surface_create_for_stream(
            appendToFile, Unmanaged.passUnretained(file).toOpaque(), 595, 842)
    else { return .failed(.pictureTooLarge) }
    defer { cairo_surface_destroy(surface) }
    // The same pages give the same bytes, whenever that is.
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z")
    let context = cairo_create(surface)!
    for number in pages {
        let isDrawn = document.withPage(number) { page in
            var (width, height) = (0.0, 0.0)
            poppler_page_get_size(page, &width, &height)
            guard width >= 1, height >= 1, max(width, height) <= 14_400 else { return false }
            cairo_pdf_surface_set_size(surface, width, height)
            cairo_save(context)
            poppler_page_render_for_printing(page, context)
            cairo_restore(context)
            cairo_show_page(context)
            return cairo_status(context) == CAIRO_STATUS_SUCCESS
        }
        guard isDrawn == true else {
            cairo_destroy(context)
            return .failed(isDrawn == nil ? .noSuchPage : .pictureTooLarge)
        }
    }
    cairo_destroy(context)
    cairo_surface_finish(surface)
    guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS else { return .failed(.pictureTooLarge) }
    return .file(file.bytes)
}
