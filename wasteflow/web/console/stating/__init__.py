"""What people state beside custody: gate prices, years of landfills, plans of building sites, joint releases."""
