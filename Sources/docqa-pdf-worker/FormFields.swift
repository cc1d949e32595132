import CPoppler

/// What stands in the filled fields of a page's form. The library's page text leaves it out, though every reader sees it.
struct FormFields {
    /// Each value as UTF-8, after a line end.
    private(set) var text: [UInt8] = []
    /// Left, top, right and bottom for each code point of `text`: the field's.
    private(set) var boxes: [Double] = []

    private static let mostBytes = 1 << 20

    init(page: OpaquePointer, height: Double) {
        guard let list = poppler_page_get_form_field_mapping(page) else { return }
        defer { poppler_page_free_form_field_mapping(list) }
        // Fields come in the file's order, which is nobody's: read from top to bottom, then from left to right.
        var values: [(area: PopplerRectangle, value: String)] = []
        var element: UnsafeMutablePointer<GList>? = list
        while let current = element {
            element = current.pointee.next
            guard let data = current.pointee.data else { continue }
            let mapping = data.assumingMemoryBound(to: PopplerFormFieldMapping.self).pointee
            if let field = mapping.field, let value = value(of: field) { values.append((mapping.area, value)) }
        }
        values.sort { ($0.area.y2, -$0.area.x1) > ($1.area.y2, -$1.area.x1) }
        for (area, value) in values where text.count + value.utf8.count < Self.mostBytes {
            text.append(10)
            text += value.utf8
            for _ in 0...value.unicodeScalars.count {
                boxes += [area.x1, height - area.y2, area.x2, height - area.y1]
            }
        }
    }

    private func value(of field: OpaquePointer) -> String? {
        switch poppler_form_field_get_field_type(field) {
        case POPPLER_FORM_FIELD_TEXT:
            guard poppler_form_field_text_is_password(field) == 0 else { return nil }
            return take(poppler_form_field_text_get_text(field))
        case POPPLER_FORM_FIELD_CHOICE: return chosen(field)
        default: return nil
        }
    }

    private func chosen(_ field: OpaquePointer) -> String? {
        let count = poppler_form_field_choice_get_n_items(field)
        let items = (0..<max(0, count)).filter { poppler_form_field_choice_is_item_selected(field, $0) != 0 }
        let names = items.compactMap { take(poppler_form_field_choice_get_item(field, $0)) }
        return names.isEmpty ? nil : names.joined(separator: ", ")
    }
}
