package line

// Role is what a field of a structured line stands for.
type Role uint8

// The roles that loggers have names for.
const (
	OtherRole Role = iota
	TimeRole
	LevelRole
	MessageRole
)

// RoleOf returns what the field with the given name, nested names joined by
// dots, stands for. It is the one table of the loggers' keys:
//
//	               time                        level                     message
//	zap            ts                          level                     msg
//	slog           time                        level                     msg
//	zerolog        time                        level                     message
//	logrus         time                        level                     msg
//	pino           time                        level (10 to 60)          msg
//	bunyan         time                        level (10 to 60)          msg
//	winston        timestamp                   level                     message
//	serilog        @t, Timestamp               @l, Level                 @m, @mt, RenderedMessage, MessageTemplate
//	ECS            @timestamp                  log.level                 message
//	OpenTelemetry  timeUnixNano, Timestamp     severityText, …Number     body
//	journald       __REALTIME_TIMESTAMP        PRIORITY (0 to 7)         MESSAGE
//	python         asctime, created            levelname, levelno        message
//	Google Cloud   timestamp                   severity                  message, textPayload
//	GELF           timestamp                   level (0 to 7)            short_message
//	Docker         time                        –                         log
func RoleOf[T ~string | ~[]byte](name T) Role {
	switch string(name) {
	case "time", "ts", "timestamp", "@timestamp", "@t", "t", "Timestamp", "Time", "time_local", "timeUnixNano",
		"observedTimeUnixNano", "time_unix_nano", "__REALTIME_TIMESTAMP", "_SOURCE_REALTIME_TIMESTAMP",
		"asctime", "created", "datetime", "date", "eventTime", "event_time", "time_iso8601", "at", "when", "timeMillis":
		return TimeRole
	case "level", "lvl", "severity", "log.level", "loglevel", "log_level", "logLevel", "levelname", "level_name",
		"levelno", "@l", "Level", "LEVEL", "severityText", "SeverityText", "severity_text", "severityNumber",
		"SeverityNumber", "severity_number", "PRIORITY", "priority", "Severity", "sev", "levelstr":
		return LevelRole
	case "msg", "message", "@m", "@mt", "Message", "MESSAGE", "RenderedMessage", "MessageTemplate", "body", "Body",
		"body.stringValue", "textPayload", "short_message", "log", "event.original":
		return MessageRole
	}
	return OtherRole
}
