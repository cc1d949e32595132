/// A rectangle on a page as it is displayed, in points from the page's upper left corner.
public struct PageBox: Sendable, Hashable {
    public var left: Double
    public var top: Double
    public var right: Double
    public var bottom: Double

    public init(left: Double, top: Double, right: Double, bottom: Double) {
        self.left = left
        self.top = top
        self.right = right
        self.bottom = bottom
    }
}

/// A box with the page it stands on, counted from 1.
public struct PlacedBox: Sendable, Hashable {
    public var page: Int
    public var box: PageBox

    public init(page: Int, box: PageBox) {
        self.page = page
        self.box = box
    }
}
