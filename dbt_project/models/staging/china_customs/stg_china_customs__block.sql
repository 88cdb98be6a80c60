{{ query_file_blocks('china_customs__trade') }}
