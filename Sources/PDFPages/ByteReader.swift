/// A frame that is not what its kind promises.
struct MalformedFrame: Error, Equatable {}

/// Reads what `ByteWriter` wrote, and refuses everything else: nothing is believed before it is checked against what is
/// left of the frame.
struct ByteReader {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    private var left: Int { bytes.count - position }

    private mutating func take(_ count: Int) throws(MalformedFrame) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= left else { throw MalformedFrame() }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    }

    mutating func integer<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) throws(MalformedFrame) -> T {
        T(littleEndian: try take(MemoryLayout<T>.size).loadUnaligned(as: T.self))
    }

    mutating func float() throws(MalformedFrame) -> Float { Float(bitPattern: try integer(UInt32.self)) }
    mutating func count() throws(MalformedFrame) -> Int { Int(try integer(UInt32.self)) }

    mutating func bool() throws(MalformedFrame) -> Bool {
        switch try integer(UInt8.self) {
        case 0: false
        case 1: true
        default: throw MalformedFrame()
        }
    }

    mutating func array() throws(MalformedFrame) -> [UInt8] { [UInt8](try take(try count())) }

    mutating func string() throws(MalformedFrame) -> String {
        guard let string = String(validating: try array(), as: UTF8.self) else { throw MalformedFrame() }
        return string
    }

    mutating func optional<T>(_ read: (inout ByteReader) throws(MalformedFrame) -> T) throws(MalformedFrame) -> T? {
        try bool() ? try read(&self) : nil
    }

    /// A count and the elements; each takes at least `minimum` bytes, so that a false count reserves nothing.
    mutating func each<T>(
        minimum: Int, _ read: (inout ByteReader) throws(MalformedFrame) -> T
    ) throws(MalformedFrame) -> [T] {
        let count = try count()
        guard count <= left / minimum else { throw MalformedFrame() }
        var values: [T] = []
        values.reserveCapacity(count)
        for _ in 0..<count { values.append(try read(&self)) }
        return values
    }

    mutating func memory<T: BitwiseCopyable>(of type: T.Type) throws(MalformedFrame) -> [T] {
        let count = try count()
        guard count <= left / MemoryLayout<T>.stride else { throw MalformedFrame() }
        let source = try take(count * MemoryLayout<T>.stride)
        return [T](unsafeUninitializedCapacity: count) { buffer, initialized in
            UnsafeMutableRawBufferPointer(buffer).copyMemory(from: source)
            initialized = count
        }
    }

    func finish() throws(MalformedFrame) {
        guard left == 0 else { throw MalformedFrame() }
    }
}
