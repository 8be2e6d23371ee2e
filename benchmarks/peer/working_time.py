"""What two libraries do in a second: pairs of moments as JSON on standard input."""

import datetime as d
import json
import sys
import time

import businesstimedelta
import holidays
from business_duration import businessDuration

pairs = [tuple(d.datetime.fromisoformat(moment) for moment in pair) for pair in json.load(sys.stdin)]
days = holidays.country_holidays("NO", years=[2025, 2026, 2027])
found = {}

start = time.perf_counter()
for begin, end in pairs:
    businessDuration(
        startdate=begin.replace(tzinfo=None),
        enddate=end.replace(tzinfo=None),
        starttime=d.time(8),
        endtime=d.time(16),
        holidaylist=days,
        unit="sec",
    )
found["business-duration"] = round(len(pairs) / (time.perf_counter() - start))

work = businesstimedelta.WorkDayRule(start_time=d.time(8), end_time=d.time(16), working_days=[0, 1, 2, 3, 4])
free = businesstimedelta.HolidayRule(days)
rules = businesstimedelta.Rules([work, free])
start = time.perf_counter()
for begin, end in pairs:
    rules.difference(begin, end)
found["businesstimedelta"] = round(len(pairs) / (time.perf_counter() - start))
print(json.dumps(found))
