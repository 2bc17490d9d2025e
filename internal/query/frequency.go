package query

// frequency tells how often each byte stands in a text.
type frequency [256]uint16

// usual is the order of bytes in logs, for texts too short to be counted.
var usual = func() *frequency {
	const common = " e0ta1inros2d-3:l45c.6pm/7b8u9f=h_g\"vyk,[]w{}x()TNIOEFRAjSDCPz#+qBLUMGWHV"
	var f frequency
	for i := range len(common) {
		f[common[i]] = uint16(len(common) - i)
	}
	return &f
}()

// learn counts the bytes of eight parts of a text of at least minSampled bytes.
// Between bytes that are not in them the usual order decides.
func (f *frequency) learn(data []byte) {
	*f = *usual
	const parts, weight = 8, 16
	for i := range parts {
		from := (len(data) - sample/parts) / parts * i
		for _, c := range data[from : from+sample/parts] {
			f[c] += weight
		}
	}
}
