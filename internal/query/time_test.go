package query

import (
	"testing"
	"time"
)

func TestParseTime(t *testing.T) {
	zone := time.FixedZone("x", 2*3600)
	now := time.Date(2026, 11, 22, 14, 0, 0, 0, zone)
	ref := time.Date(2026, 3, 5, 23, 59, 0, 0, zone)
	at := func(month time.Month, d, h, mi, s, ms int) time.Time {
		return time.Date(2026, month, d, h, mi, s, ms*1e6, zone)
	}
	for _, tt := range []struct {
		text string
		want time.Time // zero: it is no time
		ref  time.Time
	}{
		{"10m", now.Add(-10 * time.Minute), ref},
		{"-10m", now.Add(-10 * time.Minute), ref},
		{"+10m", now.Add(10 * time.Minute), ref},
		{"1h30m", now.Add(-90 * time.Minute), time.Time{}},
		{"-1h30m", now.Add(-90 * time.Minute), time.Time{}},
		{"1.5s", now.Add(-1500 * time.Millisecond), time.Time{}},
		{"2d", now.Add(-48 * time.Hour), time.Time{}},
		{"0s", now, time.Time{}},

		{"10:42", at(11, 22, 10, 42, 0, 0), time.Time{}},
		{"14:00", at(11, 22, 14, 0, 0, 0), time.Time{}},
		{"14:00:00.001", at(11, 21, 14, 0, 0, 1), time.Time{}},
		{"14:01", at(11, 21, 14, 1, 0, 0), time.Time{}},
		{"10:42:07", at(11, 22, 10, 42, 7, 0), time.Time{}},
		{"10:42:07.123", at(11, 22, 10, 42, 7, 123), time.Time{}},
		{"10:42:07,123", at(11, 22, 10, 42, 7, 123), time.Time{}},
		{"10:42", at(3, 5, 10, 42, 0, 0), ref},
		{"23:59:59", at(3, 5, 23, 59, 59, 0), ref},
		{"00:00", at(3, 5, 0, 0, 0, 0), ref},
		{"00:30", at(3, 6, 0, 30, 0, 0), ref.Add(time.Hour).UTC()}, // the day in now's zone

		{"2026-11-21", at(11, 21, 0, 0, 0, 0), ref},
		{"2026-11-21T10", at(11, 21, 10, 0, 0, 0), ref},
		{"2026-11-21T10:42", at(11, 21, 10, 42, 0, 0), ref},
		{"2026-11-21 10:42", at(11, 21, 10, 42, 0, 0), ref},
		{"2026-11-21T10:42:07", at(11, 21, 10, 42, 7, 0), ref},
		{"2026-11-21 10:42:07.5", at(11, 21, 10, 42, 7, 500), ref},
		{"2026-11-21T10:42Z", at(11, 21, 12, 42, 0, 0), ref},
		{"2026-11-21T10:42:07Z", at(11, 21, 12, 42, 7, 0), ref},
		{"2026-11-21 10:42:07+01:00", at(11, 21, 11, 42, 7, 0), ref},
		{"2027-01-01", at(13, 1, 0, 0, 0, 0), ref},

		{"", time.Time{}, ref},
		{"10", time.Time{}, ref},
		{"-5", time.Time{}, ref},
		{"5KiB", time.Time{}, ref},
		{"25:00", time.Time{}, ref},
		{"10:60", time.Time{}, ref},
		{"2026-02-30", time.Time{}, ref},
		{"2026-11", time.Time{}, ref},
		{"noon", time.Time{}, ref},
		{"99999999d", time.Time{}, ref},
	} {
		got, ok := ParseTime(tt.text, now, tt.ref)
		if ok == tt.want.IsZero() || !got.Equal(tt.want) {
			t.Errorf("%q: %v, %v; want %v", tt.text, got, ok, tt.want)
		}
	}
}

// Queries and ParseTime read the same forms alike.
func FuzzParseTime(f *testing.F) {
	for _, seed := range []string{
		"10m", "-1h30m", "+5m", "10:42", "10:42:07.123", "2026-11-22", "2026-11-22 10:42:07,5+01:00", "0000-01-01", "9999-12-31T23:59:59Z", "-",
	} {
		f.Add(seed)
	}
	now := testOptions.Now.In(time.FixedZone("x", -5*3600))
	opts := Options{Now: now, Zone: now.Location()}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := ParseTime(text, now, time.Time{})
		ref, refOK := ParseTime(text, now, now)
		m, asked := parseMoment(text, equal, opts)
		if ok != refOK || ok != asked {
			t.Fatalf("%q: %v, with a day %v, in a query %v", text, ok, refOK, asked)
		}
		if !ok {
			return
		}
		if !m.matches(ref) {
			t.Errorf("%q is %v, which time= does not match", text, ref)
		}
		if m.clock && (got.After(now) || now.Sub(got) >= 24*time.Hour) {
			t.Errorf("%q: %v is not of the 24 hours up to %v", text, got, now)
		}
		// What --since hands on is the same time.
		if again, ok := ParseTime(got.Format(time.RFC3339Nano), now, now); got.Year() > 0 && got.Year() < 10000 && (!ok || !again.Equal(got)) {
			t.Errorf("%q: %v, read again %v, %v", text, got, again, ok)
		}
	})
}
