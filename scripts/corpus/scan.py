"""Draws text as a picture, slightly askew, the way a page looks that went through a scanner."""

LEVELS = 4  # two bits for each pixel


def scan(lines, face, width, height):
    """Rows of two-bit pixels packed into bytes (0 black, 3 white).

    `lines` holds (x, baseline, size, text) in pixels from the top left. Only additions, products and quotients are
    used, never sine or cosine, so that every machine comes to the same pixels.
    """
    ink = [[0] * width for _ in range(height)]
    for x, baseline, size, text in lines:
        scale = size / face.units
        for character in text:
            glyph = face.glyph(character)
            edges = []
            for contour in face.contours(glyph):
                points = [_askew(x + px * scale, baseline - py * scale) for px, py in _flattened(contour)]
                edges += list(zip(points, points[1:] + points[:1]))
            _fill(edges, ink)
            x += face.advances[glyph] * size / 1000
    return _packed(ink, width)


def _askew(x, y):
    return x + 0.009 * y, y - 0.009 * x


def _flattened(contour):
    """The contour as straight pieces: off-curve points are quadratic control points, two in a row imply one between."""
    full = []
    for index, (x, y, on) in enumerate(contour):
        before_x, before_y, before_on = contour[index - 1]
        if not on and not before_on:
            full.append(((x + before_x) / 2, (y + before_y) / 2, True))
        full.append((x, y, on))
    while not full[0][2]:
        full.append(full.pop(0))
    points = []
    for index, (x, y, on) in enumerate(full):
        if on:
            points.append((x, y))
            continue
        (ax, ay, _), (bx, by, _) = full[index - 1], full[(index + 1) % len(full)]
        for step in (0.25, 0.5, 0.75):
            a, c, b = (1 - step) ** 2, 2 * step * (1 - step), step ** 2
            points.append((a * ax + c * x + b * bx, a * ay + c * y + b * by))
    return points


def _fill(edges, ink):
    if not edges:
        return
    top = int(min(min(a[1], b[1]) for a, b in edges))
    bottom = int(max(max(a[1], b[1]) for a, b in edges)) + 1
    for row in range(max(top, 0), min(bottom, len(ink))):
        for part in (0.125, 0.375, 0.625, 0.875):
            y, crossings = row + part, []
            for (ax, ay), (bx, by) in edges:
                if (ay <= y) != (by <= y):
                    crossings.append((ax + (y - ay) * (bx - ax) / (by - ay), 1 if by > ay else -1))
            crossings.sort()
            winding = 0
            for (x, turn), (end, _) in zip(crossings, crossings[1:]):
                winding += turn
                if winding:
                    for quarter in range(int(x * 4), int(end * 4)):
                        if 0 <= quarter < 4 * len(ink[row]):
                            ink[row][quarter // 4] += 1


def _packed(ink, width):
    out, grain = bytearray(), 1
    for row in ink:
        shades = [LEVELS - 1 - min(LEVELS - 1, covered * LEVELS // 16) for covered in row]
        # Paper is never pure white: here and there a grey grain, from a generator with a fixed start.
        grain = (grain * 1103515245 + 12345) % 2147483648
        if grain // 65536 % 3 == 0:
            column = grain // 4096 % width
            shades[column] = max(0, shades[column] - 1)
        shades += [LEVELS - 1] * (-width % 4)
        for i in range(0, len(shades), 4):
            out.append(shades[i] << 6 | shades[i + 1] << 4 | shades[i + 2] << 2 | shades[i + 3])
    return bytes(out)
