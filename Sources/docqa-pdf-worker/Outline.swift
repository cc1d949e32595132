import CPoppler
import PDFPages

/// The entries of a document's outline in reading order. A hostile outline can be deep, endless or circular: what is read
/// of it is bounded.
func outline(of document: OpaquePointer) -> [PDFFront.OutlineEntry] {
    guard let iterator = poppler_index_iter_new(document) else { return [] }
    defer { poppler_index_iter_free(iterator) }
    var entries: [PDFFront.OutlineEntry] = []
    gather(iterator, level: 1, of: document, into: &entries)
    return entries
}

private let mostEntries = 20_000
private let deepestLevel = 32

private func gather(
    _ iterator: OpaquePointer, level: Int, of document: OpaquePointer, into entries: inout [PDFFront.OutlineEntry]
) {
    repeat {
        guard entries.count < mostEntries else { return }
        if let action = poppler_index_iter_get_action(iterator) {
            defer { poppler_action_free(action) }
            if let entry = entry(action, level: level, of: document) { entries.append(entry) }
        }
        if level < deepestLevel, let child = poppler_index_iter_get_child(iterator) {
            gather(child, level: level + 1, of: document, into: &entries)
            poppler_index_iter_free(child)
        }
    } while poppler_index_iter_next(iterator) != 0
}

private func entry(
    _ action: UnsafeMutablePointer<PopplerAction>, level: Int, of document: OpaquePointer
) -> PDFFront.OutlineEntry? {
    guard let title = action.pointee.any.title.map({ String(cString: $0) }), !title.isEmpty else { return nil }
    var entry = PDFFront.OutlineEntry(title: title, level: level, page: 0)
    guard action.pointee.type == POPPLER_ACTION_GOTO_DEST, let destination = action.pointee.goto_dest.dest else {
        return entry
    }
    if destination.pointee.type == POPPLER_DEST_NAMED {
        guard let named = poppler_document_find_dest(document, destination.pointee.named_dest) else { return entry }
        place(&entry, at: named.pointee, of: document)
        poppler_dest_free(named)
    } else {
        place(&entry, at: destination.pointee, of: document)
    }
    return entry
}

private func place(_ entry: inout PDFFront.OutlineEntry, at destination: PopplerDest, of document: OpaquePointer) {
    let number = Int(destination.page_num)
    guard number >= 1, number <= Int(poppler_document_get_n_pages(document)) else { return }
    entry.page = number
    guard destination.change_top != 0, let page = poppler_document_get_page(document, Int32(number - 1)) else { return }
    var (width, height) = (0.0, 0.0)
    poppler_page_get_size(page, &width, &height)
    g_object_unref(UnsafeMutableRawPointer(page))
    entry.top = Float(height - destination.top)
}
