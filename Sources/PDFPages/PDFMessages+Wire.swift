internal import DocumentModel

extension PDFRequest {
    package func encoded() -> [UInt8] {
        var writer = ByteWriter()
        switch self {
        case .open(let password):
            writer.put(1 as UInt8)
            writer.put(password) { $0.put($1) }
        case .pages(let first, let last, let checkInk):
            writer.put(2 as UInt8)
            writer.put(UInt32(first))
            writer.put(UInt32(last))
            writer.put(checkInk)
        case .boxes(let page, let codePoints):
            writer.put(3 as UInt8)
            writer.put(UInt32(page))
            writer.put(UInt32(codePoints.lowerBound))
            writer.put(UInt32(codePoints.upperBound))
        case .picture(let page, let highlights, let dotsPerInch):
            writer.put(4 as UInt8)
            writer.put(UInt32(page))
            writer.put(memoryOf: highlights)
            writer.put(UInt32(dotsPerInch))
        case .excerpt(let pages):
            writer.put(5 as UInt8)
            writer.put(each: pages) { $0.put(UInt32($1)) }
        }
        return writer.bytes
    }

    /// Nil for anything but what `encoded` makes.
    package init?(decoding bytes: UnsafeRawBufferPointer) {
        var reader = ByteReader(bytes)
        do throws(MalformedFrame) {
            switch try reader.integer(UInt8.self) {
            case 1:
                self = .open(password: try reader.optional { reader throws(MalformedFrame) in try reader.string() })
            case 2:
                self = .pages(first: try reader.count(), last: try reader.count(), checkInk: try reader.bool())
            case 3:
                let page = try reader.count()
                let (start, end) = (try reader.count(), try reader.count())
                guard start <= end else { return nil }
                self = .boxes(page: page, codePoints: start..<end)
            case 4:
                self = .picture(
                    page: try reader.count(), highlights: try reader.memory(of: PDFBox.self),
                    dotsPerInch: try reader.count())
            case 5:
                self = .excerpt(
                    pages: try reader.each(minimum: 4) { reader throws(MalformedFrame) in try reader.count() })
            default: return nil
            }
            try reader.finish()
        } catch {
            return nil
        }
    }
}

extension PDFReply {
    package func encoded() -> [UInt8] {
        var writer = ByteWriter()
        switch self {
        case .hello(let hello):
            writer.put(1 as UInt8)
            writer.put(protocolVersion)
            writer.put(UInt8(hello.landlock))
            writer.put(hello.seccomp)
            writer.put(hello.library)
        case .opened(let front):
            writer.put(2 as UInt8)
            front.write(to: &writer)
        case .page(let page):
            writer.put(3 as UInt8)
            page.write(to: &writer)
        case .pageFailed(let number):
            writer.put(4 as UInt8)
            writer.put(UInt32(number))
        case .boxes(let boxes):
            writer.put(5 as UInt8)
            writer.put(memoryOf: boxes)
        case .file(let file):
            writer.put(6 as UInt8)
            writer.put(file)
        case .done(let peakMemory):
            writer.put(7 as UInt8)
            writer.put(UInt64(peakMemory))
        case .failed(let failure):
            writer.put(8 as UInt8)
            writer.put(failure.rawValue)
        }
        return writer.bytes
    }

    /// Nil for anything but what `encoded` makes: a worker that parsed a hostile file is not believed.
    package init?(decoding bytes: UnsafeRawBufferPointer) {
        var reader = ByteReader(bytes)
        do throws(MalformedFrame) {
            switch try reader.integer(UInt8.self) {
            case 1:
                guard try reader.integer(UInt16.self) == protocolVersion else { return nil }
                self = .hello(
                    PDFWorkerHello(
                        landlock: Int(try reader.integer(UInt8.self)), seccomp: try reader.bool(),
                        library: try reader.string()))
            case 2: self = .opened(try PDFFront(from: &reader))
            case 3: self = .page(try PDFPage(from: &reader))
            case 4: self = .pageFailed(number: try reader.count())
            case 5: self = .boxes(try reader.memory(of: PDFBox.self))
            case 6: self = .file(try reader.array())
            case 7:
                guard let peak = Int(exactly: try reader.integer(UInt64.self)) else { return nil }
                self = .done(peakMemory: peak)
            case 8:
                guard let failure = PDFFailure(rawValue: try reader.integer(UInt8.self)) else { return nil }
                self = .failed(failure)
            default: return nil
            }
            try reader.finish()
        } catch {
            return nil
        }
    }
}

extension PDFFront {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.put(UInt32(pageCount))
        writer.put(title) { $0.put($1) }
        writer.put(author) { $0.put($1) }
        writer.put(each: outline) { writer, entry in
            writer.put(entry.title)
            writer.put(UInt16(entry.level))
            writer.put(UInt32(entry.page))
            writer.put(entry.top) { $0.put($1) }
        }
    }

    fileprivate init(from reader: inout ByteReader) throws(MalformedFrame) {
        pageCount = try reader.count()
        title = try reader.optional { reader throws(MalformedFrame) in try reader.string() }
        author = try reader.optional { reader throws(MalformedFrame) in try reader.string() }
        outline = try reader.each(minimum: 11) { reader throws(MalformedFrame) in
            OutlineEntry(
                title: try reader.string(), level: Int(try reader.integer(UInt16.self)), page: try reader.count(),
                top: try reader.optional { reader throws(MalformedFrame) in try reader.float() })
        }
    }
}

extension PDFPage {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.put(UInt32(number))
        writer.put(label) { $0.put($1) }
        writer.put(UInt16(rotation))
        writer.put(width)
        writer.put(height)
        writer.put(notes.rawValue)
        writer.put(text)
        writer.put(memoryOf: lines)
        writer.put(memoryOf: cells)
        writer.put(each: hidden) { writer, hidden in
            writer.put(UInt32(hidden.span.start))
            writer.put(UInt32(hidden.span.end))
            writer.put(hidden.reason.rawValue)
        }
        writer.put(each: links) { writer, link in
            writer.put(UInt32(link.span.start))
            writer.put(UInt32(link.span.end))
            writer.put(link.target)
        }
    }

    fileprivate init(from reader: inout ByteReader) throws(MalformedFrame) {
        let number = try reader.count()
        let label = try reader.optional { reader throws(MalformedFrame) in try reader.string() }
        let rotation = Int(try reader.integer(UInt16.self))
        let (width, height) = (try reader.float(), try reader.float())
        let notes = Notes(rawValue: try reader.integer(UInt8.self))
        let text = try reader.array()
        let lines = try reader.memory(of: PDFLine.self)
        let cells = try reader.memory(of: PDFCell.self)
        let hidden = try reader.each(minimum: 12) { reader throws(MalformedFrame) in
            let span = try reader.span(within: text)
            guard let reason = HiddenText.Reason(rawValue: try reader.string()) else { throw MalformedFrame() }
            return HiddenText(span, reason)
        }
        let links = try reader.each(minimum: 12) { reader throws(MalformedFrame) in
            Link(try reader.span(within: text), target: try reader.string())
        }
        self.init(
            number: number, label: label, rotation: rotation, width: width, height: height, text: text, lines: lines,
            cells: cells, hidden: hidden, links: links, notes: notes)
        guard isSound else { throw MalformedFrame() }
    }

    /// Text is UTF-8; numbers can be calculated with; lines, cells and hidden spans are in order, inside it and at the borders of code points.
    private var isSound: Bool {
        guard String(validating: text, as: UTF8.self) != nil, PDFBox.bounded(width) == width,
            PDFBox.bounded(height) == height
        else { return false }
        var (end, cell) = (0, 0)
        for line in lines {
            guard line.start >= end, line.end > line.start, isBorder(line.start), isBorder(line.end) else {
                return false
            }
            guard line.box.isBounded, PDFBox.bounded(line.size) == line.size else { return false }
            end = Int(line.end)
            guard cell + Int(line.cells) <= cells.count else { return false }
            var previous = line.start
            for one in cells[cell..<cell + Int(line.cells)] {
                guard one.start >= previous, one.start < line.end, isBorder(one.start),
                    PDFBox.bounded(one.left) == one.left,
                    PDFBox.bounded(one.right) == one.right
                else { return false }
                previous = one.start
            }
            cell += Int(line.cells)
        }
        guard cell == cells.count else { return false }
        var hiddenEnd = 0
        for span in hidden.map(\.span) {
            guard span.start >= hiddenEnd, !span.isEmpty else { return false }
            hiddenEnd = span.end
        }
        return true
    }

    private func isBorder(_ offset: UInt32) -> Bool {
        offset < text.count ? text[Int(offset)] & 0xC0 != 0x80 : offset == text.count
    }
}

extension ByteReader {
    fileprivate mutating func span(within text: [UInt8]) throws(MalformedFrame) -> TextSpan {
        let (start, end) = (try count(), try count())
        guard start <= end, end <= text.count, start == text.count || text[start] & 0xC0 != 0x80,
            end == text.count || text[end] & 0xC0 != 0x80
        else { throw MalformedFrame() }
        return TextSpan(start, end)
    }
}
