package line

import (
	"testing"
	"time"
)

// TestSystems reads made-up lines of systems whose logs are public, each with
// what their descriptions say of its columns. The names of the columns come
// from github.com/logpai/logparser, the rest from the manuals of the systems.
func TestSystems(t *testing.T) {
	const same = "2026-11-22T09:41:07+03:00"
	checkStated(t, []stated{
		// logcat: date, time, PID, TID, priority, tag (developer.android.com/tools/logcat).
		{"android verbose", "11-22 09:41:07.811  1702  2395 V WindowManager: printFreezing, error=0, isKeyguard=false", "2026-11-22T09:41:07.811+03:00", Trace},
		{"android debug", "11-22 09:41:07.811  1702  2395 D WindowManager: failed E: x", "2026-11-22T09:41:07.811+03:00", Debug},
		{"android info", "11-22 09:41:07.811 11702 12395 I PowerManager_screenOn: x", "2026-11-22T09:41:07.811+03:00", Info},
		{"android warning", "11-22 09:41:07.811  1702 14638 W ActivityManager: getRunning: caller 10111 does not hold X", "2026-11-22T09:41:07.811+03:00", Warn},
		{"android error", "11-22 09:41:07.811   633   633 E dex2oat : x", "2026-11-22T09:41:07.811+03:00", Error},
		{"android fatal", "11-22 09:41:07.811   633   633 F libc    : Fatal signal 11", "2026-11-22T09:41:07.811+03:00", Fatal},
		{"android year", "2026-11-22 09:41:07.811  1702  2395 W X: x", "2026-11-22T09:41:07.811+03:00", Warn},
		{"android epoch", "1795340467.811  1702  2395 I X: x", "2026-11-22T09:41:07.811Z", Info},
		{"android tag without letters", "11-22 09:41:07.811  1702  2395 I 123     : E x", "2026-11-22T09:41:07.811+03:00", Info},

		// Blue Gene/L: alert, epoch, date, node, time, node, type, facility, severity.
		{"bgl info", "- 1795340467 2026.11.22 R02-M1-N0-C:J12-U11 2026-11-22-09.41.07.000000 R02-M1-N0-C:J12-U11 RAS KERNEL INFO instruction cache parity error corrected", same, Info},
		{"bgl alert", "KERNDTLB 1795340467 2026.11.22 R30-M0-N9-C:J16-U01 2026-11-22-09.41.07.000000 R30-M0-N9-C:J16-U01 RAS KERNEL FATAL data TLB error interrupt", same, Fatal},
		{"bgl app", "APPREAD 1795340467 2026.11.22 R23-M1-N8-I:J18-U11 2026-11-22-09.41.07.000000 R23-M1-N8-I:J18-U11 RAS APP FATAL ciod: failed to read", same, Fatal},
		{"bgl warning", "- 1795340467 2026.11.22 R17-M1-N2 2026-11-22-09.41.07.000000 R17-M1-N2 RAS DISCOVERY WARNING Node card is not fully functional", same, Warn},
		{"bgl severe", "- 1795340467 2026.11.22 R17-M1-N2 2026-11-22-09.41.07.000000 R17-M1-N2 RAS DISCOVERY SEVERE problem", same, Error},
		{"bgl error", "- 1795340467 2026.11.22 UNKNOWN_LOCATION 2026-11-22-09.41.07.000000 UNKNOWN_LOCATION RAS MMCS ERROR idoproxydb hit ASSERT condition", same, Error},
		{"bgl failure", "- 1795340467 2026.11.22 NULL 2026-11-22-09.41.07.000000 NULL RAS BGLMASTER FAILURE mmcs_server exited", same, Error},
		{"bgl monitor", "MONNULL 1795340467 2026.11.22 R62-M1-L3-U18-A 2026-11-22-09.41.07.000000 R62-M1-L3-U18-A RAS MONITOR FAILURE No power module", same, Error},

		// Hadoop: log4j.
		{"hadoop info", "2026-11-22 09:41:07,000 INFO [main] org.apache.hadoop.mapreduce.v2.app.MRAppMaster: Executing with tokens: ERROR", same, Info},
		{"hadoop warn", "2026-11-22 09:41:07,000 WARN [LeaseRenewer:user@host:9000] org.apache.hadoop.hdfs.LeaseRenewer: Failed to renew lease", same, Warn},
		{"hadoop error", "2026-11-22 09:41:07,000 ERROR [RMCommunicator Allocator] org.apache.hadoop.x.RMContainerAllocator: ERROR IN CONTACTING RM.", same, Error},

		// Los Alamos HPC: id, node, component, state, epoch, flag.
		{"hpc", "134681 node-246 unix.hw state_change.unavailable 1077804742 1 Component State Change: Component is in the unavailable state", "2004-02-26T14:12:22Z", None},
		{"hpc boot", "2568643 node-70 action start 1074119817 1 clusterAddMember  (command 1902)", "2004-01-14T22:36:57Z", None},
		{"hpc error", "460903 node-166 unix.hw net.niff.up 1097194757 1 NIFF: node node-166 detected a failed network connection on network 5.5.224.0 via interface alt0", "2004-10-08T00:19:17Z", Error},

		// macOS system.log: BSD syslog.
		{"mac", "Nov 22 09:41:07 calvisitor-10-105-160-95 kernel[0]: AppleThunderboltNHIType2::waitForOk2Go2Sx - retries = 1", same, None},
		{"mac address", "Nov 22 09:41:07 host com.apple.xpc.launchd[1] (com.apple.quicklook[71]): Service only ran for 0 seconds.", same, None},
		{"mac repeated", "Nov 22 09:41:07 --- last message repeated 1 time ---", same, None},
		{"mac inner stamp", "Nov 22 09:41:07 host Safari[9852]: KeychainGetICDPStatus: 2025-01-01 00:00:00 x", same, None},
		{"mac day with one digit", "Nov  2 09:41:07 host kernel[0]: x", "2026-11-02T09:41:07+03:00", None},

		// Proxifier.
		{"proxifier", "[11.22 09:41:07] chrome.exe - proxy.example.org:5070 open through proxy proxy.example.org:5070 HTTPS", same, None},
		{"proxifier close", "[11.22 09:41:07] chrome.exe *64 - proxy.example.org:5070 close, 0 bytes sent, 0 bytes received, lifetime 00:01", same, None},
		{"proxifier error", "[11.22 09:41:07] Dropbox.exe - x.example.org:443 error : Could not connect through proxy x.example.org:1080", same, Error},

		// Thunderbird: alert, epoch, date, node, BSD syslog.
		{"thunderbird", "- 1795340467 2026.11.22 dn228 Nov 22 09:41:07 dn228/dn228 crond(pam_unix)[2915]: session closed for user root", same, None},
		{"thunderbird other year", "- 1131566461 2005.11.09 aadmin1 Nov 9 12:01:01 src@aadmin1 in.tftpd[14620]: tftp: client does not accept options", "2005-11-09T12:01:01+03:00", None},
		{"thunderbird no node", "- 1131566461 2005.11.09 #33# Nov 9 12:01:01 #33#/#33# ntpd[31373]: synchronized to 10.100.20.250, stratum 3", "2005-11-09T12:01:01+03:00", None},
		{"thunderbird alert", "ECC 1131566461 2005.11.09 dn978 Nov 9 12:01:01 dn978/dn978 Server_Administrator: Instrumentation Service EventID: 1404", "2005-11-09T12:01:01+03:00", None},
		{"thunderbird before a new year", "- 1136069999 2005.12.31 bn2 Dec 31 23:59:59 bn2/bn2 x: y", "2005-12-31T23:59:59+03:00", None},

		// Windows: CBS.log.
		{"windows info", "2026-11-22 09:41:07, Info                  CBS    Loaded Servicing Stack v6.1 with Core: C:\\Windows\\cbscore.dll", same, Info},
		{"windows csi", "2026-11-22 09:41:07, Info                  CSI    00000001@2026/11/22:07:41:07.455 WcpInitialize (wcp.dll version 0.0.0.6) called", same, Info},
		{"windows warning", "2026-11-22 09:41:07, Warning               CBS    Unrecognized packageExtended attribute. Error?", same, Warn},
		{"windows error", "2026-11-22 09:41:07, Error                 CBS    Startup: failed", same, Error},
	})
}

// stated is a line with the time and the level that it states.
type stated struct {
	name, text, time string
	level            Level
}

// checkStated asserts what the lines state, each for itself and read by one
// parser, as it would read a file of all.
func checkStated(t *testing.T, tests []stated) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want, err := time.Parse(time.RFC3339Nano, tt.time)
			if err != nil {
				t.Fatal(err)
			}
			if got, ok := TimeOf([]byte(tt.text), testRef); !ok || !got.Equal(want) {
				t.Errorf("TimeOf(%q) = %v, %v, want %v", tt.text, got, ok, want)
			}
			if got := LevelOf([]byte(tt.text)); got != tt.level {
				t.Errorf("LevelOf(%q) = %v, want %v", tt.text, got, tt.level)
			}
		})
	}
	// One parser reads them all, and each again, as it would a file of them.
	var p Parser
	for range 3 {
		for _, tt := range tests {
			sameAsFull(t, &p, []byte(tt.text), testRef)
			sameAsFull(t, &p, []byte(tt.text), testRef)
		}
	}
}
