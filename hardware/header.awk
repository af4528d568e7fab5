# Draws the 40-pin header as one sees it on the Pi, with the wires of pins.toml: awk -f header.awk pins.toml > header.svg
BEGIN {
    split("#3b6ea5 #8a4f9e #b7791f #2f855a #c05621 #718096 #2c7a7b", tint, " ")
    split("1 17", p, " "); for (i in p) { net[p[i]] = "3.3 V"; use[p[i]] = "from the Pi"; hue[p[i]] = "#c53030" }
    split("2 4", p, " "); for (i in p) { net[p[i]] = "5 V"; use[p[i]] = "to the Pi"; hue[p[i]] = "#c53030" }
    split("6 9 14 20 25 30 34 39", p, " "); for (i in p) { net[p[i]] = "ground"; use[p[i]] = ""; hue[p[i]] = "#1a202c" }
    split("27 28", p, " "); for (i in p) { net[p[i]] = "open"; use[p[i]] = "a HAT's memory"; hue[p[i]] = "#a0aec0" }
}
/^\[/ { section = substr($1, 2, length($1) - 2); groups++ }
/gpio =/ {
    match($0, /pin = *[0-9]+/); pin = substr($0, RSTART + 5, RLENGTH - 5) + 0
    match($0, /gpio = *[0-9]+/); gpio = substr($0, RSTART + 6, RLENGTH - 6) + 0
    match($0, /net = "[A-Z0-9_]+"/); net[pin] = substr($0, RSTART + 7, RLENGTH - 8)
    use[pin] = section " " $1 ", GPIO " gpio; hue[pin] = tint[groups]
}
END {
    print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 900 660\" font-family=\"sans-serif\" font-size=\"14\">"
    print "<rect width=\"900\" height=\"660\" fill=\"#fff\"/>"
    print "<text x=\"450\" y=\"26\" text-anchor=\"middle\" font-size=\"16\" font-weight=\"bold\">40-pin header, seen from above, SD card slot upwards</text>"
    print "<rect x=\"408\" y=\"42\" width=\"84\" height=\"604\" rx=\"6\" fill=\"#2d3748\"/>"
    for (pin = 1; pin <= 40; pin++) {
        y = 58 + int((pin - 1) / 2) * 30
        left = pin % 2
        x = left ? 430 : 470
        printf "<path d=\"M%d %dH%d\" stroke=\"%s\" stroke-width=\"3\"/>\n", x, y, left ? 382 : 518, hue[pin]
        shape = pin == 1 ? "<rect x=\"418\" y=\"46\" width=\"24\" height=\"24\" fill=\"#ecc94b\"/>" : sprintf("<circle cx=\"%d\" cy=\"%d\" r=\"12\" fill=\"#ecc94b\"/>", x, y)
        printf "%s<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" font-size=\"12\">%d</text>\n", shape, x, y + 4, pin
        printf "<rect x=\"%d\" y=\"%d\" width=\"112\" height=\"24\" rx=\"4\" fill=\"%s\"/><text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"#fff\" font-weight=\"bold\">%s</text>\n", left ? 270 : 518, y - 12, hue[pin], left ? 326 : 574, y + 5, net[pin]
        printf "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"#4a5568\">%s</text>\n", left ? 260 : 640, y + 5, left ? "end" : "start", use[pin]
    }
    print "</svg>"
}
