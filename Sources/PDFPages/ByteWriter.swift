/// Writes the numbers and bytes of a frame, little-endian.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func put(_ value: UInt8) { bytes.append(value) }

    mutating func put<T: FixedWidthInteger>(_ value: T) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func put(_ value: Float) { put(value.bitPattern) }
    mutating func put(_ value: Bool) { put(value ? 1 : 0 as UInt8) }

    mutating func put(_ value: [UInt8]) {
        put(UInt32(value.count))
        bytes.append(contentsOf: value)
    }

    mutating func put(_ value: String) {
        put(UInt32(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    /// Nothing, or a value that `write` puts.
    mutating func put<T>(_ value: T?, _ write: (inout ByteWriter, T) -> Void) {
        put(value != nil)
        if let value { write(&self, value) }
    }

    /// A count, and each element.
    mutating func put<T>(each values: [T], _ write: (inout ByteWriter, T) -> Void) {
        put(UInt32(values.count))
        for value in values { write(&self, value) }
    }

    /// A count, and the memory of the elements: both ends are one build on one machine.
    mutating func put<T: BitwiseCopyable>(memoryOf values: [T]) {
        put(UInt32(values.count))
        values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
}
